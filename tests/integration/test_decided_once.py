"""One question that a rule leaves to an officer is decided once; changing it names the decision that stands."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.errors import DecidedAlready
from marketplace.booking.models import RuleDecision
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.precedents import like_cases
from marketplace.db import session, transaction
from marketplace.people.models import Outcome
from tests import breaks, families, golden
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


def off_plan() -> Golden:
    """A break whose outcome is not in the support plan any more."""
    made = breaks.planned()
    golden.ask(made)
    with transaction():
        session.scalars(select(Outcome)).one().ended_at = clock.now()
    return made


def test_whoever_decides_second_is_told_of_the_first_and_changes_it_only_by_naming_it() -> None:
    made = off_plan()
    officer, other = made.viewers["officer"], families.officer("Ann Approver", role=RoleName.APPROVER)
    what = {"rule_id": "R7", "line_ref": made.lines["house"]}
    services.decide(made.ref, **what, is_yes=True, reason="It still matters", by=officer)
    for by in (officer, other):
        with pytest.raises(DecidedAlready, match=f"{officer.name} has decided this already: yes"):
            services.decide(made.ref, **what, is_yes=False, reason="It does not", by=by)
    (ask,) = break_for(made.ref, viewer=other).asks
    assert (ask.is_yes, ask.by_name) == (True, officer.name)

    def change() -> None:
        services.decide(made.ref, **what, is_yes=False, reason="The plan ended", by=other, instead_of=ask.decision_ref)

    change()
    with pytest.raises(DecidedAlready, match="Ann Approver"):
        change()
    like = like_cases("R7", but="", viewer=officer)
    assert (like.asked, like.agreed) == (1, 0)
    assert like_cases("R7", but=made.ref, viewer=officer).asked == 0


def test_one_question_has_one_first_decision_in_the_database_too() -> None:
    made = off_plan()
    what = {"rule_id": "R7", "line_ref": made.lines["house"]}
    services.decide(made.ref, **what, is_yes=True, reason="It still matters", by=made.viewers["officer"])
    (kept,) = session.scalars(select(RuleDecision))
    again = {
        name: getattr(kept, name) for name in ("break_id", "line_id", "rule_id", "pot_ref", "is_yes", "by_account_id")
    }

    def add() -> None:
        with transaction():
            session.add(RuleDecision(**again, reason="Again", at=kept.at))
            session.flush()

    with pytest.raises(IntegrityError):
        add()
