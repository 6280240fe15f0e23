"""Money that will be left over: told in time, breaks offered, talked about, and only then asked back (R46)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.surplus import SurplusPage, asked_back, surplus_of, to_be_told
from marketplace.booking.services.asked_money import BackBy, write_asked
from marketplace.booking.services.recipients import care_managers_of
from marketplace.budgets.models import Pot
from marketplace.budgets.models.surplus import Surplus
from marketplace.budgets.services import committing
from marketplace.budgets.surplus import Forecast
from marketplace.clock import in_london
from marketplace.db import lock, session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.notifications.services import owe
from marketplace.people.representation import Scope
from marketplace.people.services.readers import acting_for, once, recipient
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.services import keep
from marketplace.rules.surplus import R46
from marketplace.wording import day

LONGEST_NAMES = 120
LONGEST_WORDS = 300
FARTHEST = timedelta(days=366)
"""Further ahead than any council tells it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What was talked about, when, with whom; ``offered``: breaks that suit, by name."""

    on: date
    talked_with: str
    words: str
    offered: Sequence[str] = ()


def tell_surplus() -> int:
    """Tell whoever uses a pot, and their care managers, what will be left in it, once; how many. The worker's sweep."""
    with transaction():
        locked = {pot.id for pot, _, _ in to_be_told(FARTHEST)}
        lock((Pot, locked))
        found = [one for one in to_be_told(FARTHEST) if one[0].id in locked]  # another worker may have come first
        for pot, expected, nth in found:
            _tell(pot, expected, nth)
        return len(found)


def write_talk(ref: str, *, talk: Talk, by: Viewer) -> None:
    """An officer writes down what was talked about. Raises NotFound, NotAllowed, Refused by field."""
    names, words = one_line(talk.talked_with), one_line(talk.words)
    wrong = {}
    if not names or len(names) > LONGEST_NAMES:
        wrong["talked_with"] = f"Say whom you talked with, in {LONGEST_NAMES} letters or fewer"
    if not words or len(words) > LONGEST_WORDS:
        wrong["words"] = f"Say what you talked about, in {LONGEST_WORDS} letters or fewer"
    if talk.on > clock.today():
        wrong["talked_on"] = "This day is still to come"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        page = _locked(ref, by)
        told = page.told
        if told is None or not page.may_talk:
            raise NotAllowed("An officer of the council writes this down, once it was told")
        if talk.on < in_london(told.told_at).date():
            raise Refused(fields={"talked_on": f"Choose {day(told.told_at)}, when it was told, or a later day"})
        told.talked_on, told.talked_with, told.words = talk.on, names, words
        told.offered, told.talked_by_account_id = [one[:LONGEST_NAMES] for one in talk.offered], by.account_id
        audit.record("surplus-talked-about", about=f"pot:{page.pot.ref}", by=by.actor)
        session.flush()


def ask_back(ref: str, *, pence: int, reason: str, by: Viewer, back_by: BackBy | None = None) -> None:
    """An officer decides that money goes back to the funder, once R46 does not say no; the result is kept.

    No more goes than was told and talked about, and is not asked back yet. Committed money goes at once. Stated money
    is asked for, with how and by when; nothing moves before it came.
    Raises NotFound, NotAllowed, RulesSayNo, Refused by field, NotEnoughMoney.
    """
    with transaction():
        page = _locked(ref, by)
        if not page.may_talk:
            raise NotAllowed("Only an officer of the council can ask money back")
        result = R46.result(asked_back(page, pence), settings_in_force(), on=clock.today())
        if result is not None and result.stops:
            raise RulesSayNo([result])
        if page.is_stated and page.told is not None:
            back_by = back_by or BackBy("", None)
            write_asked(page.pot, page.told, pence=pence, reason=reason, back_by=back_by, by=by)
        else:
            committing.give_back(ref, pence=pence, reason=reason, by=by)
            if page.told is not None:
                page.told.back_pence += pence
                page.told.reason, page.told.back_at = one_line(reason), clock.now()
        if result is not None:
            keep([result], about=f"pot:{page.pot.ref}")
        session.flush()


def _locked(ref: str, by: Viewer) -> SurplusPage:
    """What will be left now, with its pot locked: whoever comes second reads what the first left."""
    lock((Pot, [surplus_of(ref, viewer=by).pot.id]))
    return surplus_of(ref, viewer=by)


def _tell(pot: Pot, expected: Forecast, nth: int) -> None:
    row = Surplus(
        pot_id=pot.id,
        ends_on=expected.ends_on,
        nth=nth,
        surplus_pence=expected.surplus_pence,
        told_at=clock.now(),
        offered=[],
    )
    session.add(row)
    session.flush()
    person = pot.person
    for reader in once((recipient(person), *acting_for(person, Scope.PAY), *care_managers_of(person))):
        owe(
            "money-left",
            to=reader,
            about=f"person:{person.ref}",
            called=person.called,
            pot=pot.name,
            pence=expected.surplus_pence,
            is_over=expected.is_over,
            funder=pot.funder,
            ends_on=expected.ends_on,
            ref=pot.ref,
        )
