"""Who is near to somebody in a break decides on no council money of it, whatever their work (R18a)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.funders import break_for_funder
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.queries.pots import known_pot, my_money
from marketplace.budgets.services import committing
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.people.models import Caring, Person, Representation
from marketplace.people.queries.persons import council_people, known
from marketplace.people.representation import Capacity, Scope
from tests import breaks, families, funded, golden
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
ORDER = PotYes(purchase_order="PO 1")


def asked() -> Golden:
    made = breaks.planned()
    golden.ask(made)
    return made


def at_home(who: Viewer) -> Viewer:
    """The same account in its own name."""
    return Viewer(account_id=who.account_id, name=who.name, email=who.email, role=RoleName.FAMILY)


def helps(who: Viewer, person: str) -> None:
    families.acts_for(at_home(who), person, Scope.SEE)


def has_powers(who: Viewer, person: str) -> None:
    families.acts_for(at_home(who), person, capacity=Capacity.ATTORNEY, powers="Welfare, of 2 May 2025")


def was_parent(who: Viewer, person: str) -> None:
    families.acts_for(at_home(who), person, capacity=Capacity.PARENT)


def cares(who: Viewer, person: str) -> None:
    _cares(families.person(who.name, account=who), person)


def is_cared_for(who: Viewer, person: str) -> None:
    _cares(person, families.person(who.name, account=who))


def _cares(carer: str, person: str) -> None:
    ids = {ref: _id(ref) for ref in (carer, person)}
    with transaction():
        session.add(Caring(carer_id=ids[carer], person_id=ids[person]))


def _id(ref: str) -> int:
    return session.scalars(select(Person.id).where(Person.ref == ref)).one()


NEAR = [helps, has_powers, was_parent, cares, is_cared_for]


@pytest.mark.parametrize("is_near", NEAR)
def test_an_officer_who_is_near_to_the_person_agrees_none_of_the_councils_money(
    is_near: Callable[[Viewer, str], None],
) -> None:
    made = asked()
    officer = made.viewers["officer"]
    is_near(officer, made.people["person"])
    for asks in (
        lambda: services.agree(made.ref, made.pots["virtual"], yes=ORDER, by=officer),
        lambda: services.do_not_agree(made.ref, made.pots["virtual"], reason="No", by=officer),
        lambda: services.decide(made.ref, rule_id="R9", is_yes=True, reason="Yes", by=officer),
        lambda: committing.add_committed_money(made.pots["virtual"], pence=1, reason="More", by=officer),
        lambda: known_pot(made.pots["virtual"], viewer=officer),
        lambda: known(made.people["person"], viewer=officer),
    ):
        with pytest.raises(NotFound):
            asks()
    assert waiting_for(viewer=officer) == ()
    assert council_people(name="Callum", viewer=officer).rows == ()


def test_who_was_invited_as_care_manager_too_is_near_all_the_same() -> None:
    made = asked()
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], Scope.PLAN, capacity=Capacity.CARE_MANAGER)
    helps(officer, made.people["person"])
    with pytest.raises(NotFound):
        break_for(made.ref, viewer=officer)


def test_an_officer_who_acts_in_their_own_name_no_more_may_agree_again() -> None:
    made = asked()
    officer = made.viewers["officer"]
    helps(officer, made.people["person"])
    with transaction():
        session.execute(
            update(Representation).where(Representation.account_id == officer.account_id).values(revoked_at=clock.now())
        )
    services.agree(made.ref, made.pots["virtual"], yes=ORDER, by=officer)


def test_an_approver_with_a_high_limit_who_is_near_agrees_nothing_and_another_one_does() -> None:
    made = asked()
    near, other = (families.officer(name, role=RoleName.APPROVER) for name in ("Ann Muir", "Ewan Muir"))
    for one in (near, other):
        funded.name_limit(one, 90_000_00)
    helps(near, made.people["person"])
    with pytest.raises(NotFound):
        services.agree(made.ref, made.pots["virtual"], yes=ORDER, by=near)
    services.agree(made.ref, made.pots["virtual"], yes=ORDER, by=other)


def test_councils_finance_counts_no_money_of_somebody_near() -> None:
    made = asked()
    finance = families.viewer("Fiona Rae", RoleName.COUNCIL_FINANCE, council=families.BORDERS)
    assert known_pot(made.pots["virtual"], viewer=finance).rights.may_see
    helps(finance, made.people["person"])
    with pytest.raises(NotFound):
        known_pot(made.pots["virtual"], viewer=finance)
    with pytest.raises(NotFound):
        break_for_funder(made.ref, viewer=finance)
    assert my_money(viewer=finance).people == ()


def test_who_works_where_an_isf_is_held_does_not_agree_for_somebody_near() -> None:
    made = golden.two_nights_in_peebles()
    golden.ask(made)
    holder = made.viewers["holder"]
    assert [one.what for one in waiting_for(viewer=holder)] == ["agree"]
    helps(holder, made.people["person"])
    assert waiting_for(viewer=holder) == ()
    with pytest.raises(NotFound):
        services.agree(made.ref, made.pots["isf"], yes=ORDER, by=holder)


def test_near_to_the_one_half_is_near_to_the_whole_break() -> None:
    made = golden.a_night_off()
    golden.ask(made)
    officer = made.viewers["officer"]
    helps(officer, made.people["person"])
    with pytest.raises(NotFound):
        services.agree(made.ref, made.pots["virtual"], yes=ORDER, by=officer)
