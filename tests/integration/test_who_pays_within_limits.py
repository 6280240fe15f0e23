"""What is suggested of who pays is never refused afterwards: fees to the penny, nights and caps beside what is paid."""

from datetime import timedelta

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import BrokeredPart, Charge, LineTerms, SharePart
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.queries.who_might_pay import Suggested, suggested
from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.services import terms
from marketplace.budgets.terms import TermsDraft
from marketplace.db import session
from marketplace.listings.models import RateUnit
from marketplace.rules.results import Answer
from tests import breaks, families, funded, golden
from tests.golden import Golden
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")


def with_own(made: Golden) -> Golden:
    by = made.arranger
    made.pots["own"] = funded.pot(made.people["person"], "own", 0, plan_ref="", by=by, officer=by)
    return made


def allow_nights(made: Golden, allowed: int) -> None:
    under, officer = f"pot:{made.pots['virtual']}", made.viewers["officer"]
    services.allow_time(made.people["person"], under=under, unit=TimeUnit.NIGHTS, allowed=allowed, by=officer)


def add_saturday(made: Golden) -> None:
    """One more night in the house, the second of the two, paid by the council; the two nights are paid by nobody."""
    saturday = golden.friday() + timedelta(days=1)
    made.lines["saturday"] = services.add_listed_stay(
        made.ref,
        listing_ref=breaks.house(title="Broom Cottage").ref,
        arrive_on=saturday,
        leave_on=saturday + timedelta(days=1),
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "saturday", "virtual")


def found_for(made: Golden, *, is_anew: bool = False) -> tuple[Suggested, dict[str, int]]:
    """The suggestion, and what each pot would pay, by its name here."""
    found, names = suggested(made.ref, viewer=made.arranger, is_anew=is_anew), {r: n for n, r in made.pots.items()}
    sums: dict[str, int] = {}
    for one in found.given:
        sums[names[one.pot_ref]] = sums.get(names[one.pot_ref], 0) + one.pence
    return found, sums


def take_and_hold(made: Golden, found: Suggested) -> None:
    answers = {one.pot_ref: one.alone for one in found.pots}
    services.pay_as_suggested(made.ref, is_anew=found.is_anew, said=answers, seen=found.stamp, by=made.arranger)
    assert [one for one in rulings_with_pots(made.break_).of_break if one.answer in {Answer.NO, Answer.WARN}] == []
    services.hold(made.ref, by=made.arranger)


def isf_alone(pence: int, *, pays: int = 0) -> Golden:
    """A room paid by an ISF up to so much, and by nobody for the rest; its holder takes 5%."""
    made = with_own(golden.two_nights_in_peebles(isf_pence=pence))
    for name in ("support", "taxi"):
        services.remove_line(made.ref, made.lines[name], by=made.arranger)
    part = SharePart(made.pots["isf"], pence=pays, option=2, outcome_ref=made.outcome)
    services.set_shares(made.ref, made.lines["hotel"], parts=[part] if pays else [], by=made.arranger)
    return made


def test_a_penny_that_a_fee_grows_by_with_what_is_paid_already_is_left_in_the_pot_and_the_break_is_held() -> None:
    paid, more = 100_09, 50_09  # each leaves 0.45 of a penny of its fee, and both together nearly a whole one
    made = isf_alone(paid + 5_00 + more + 2_50, pays=paid)
    found, sums = found_for(made)
    assert sums == {"isf": more - 1, "own": 184_00 - paid - more + 1}
    take_and_hold(made, found)
    assert breaks.balance(made, "isf").free_pence == 0


def test_the_fee_of_a_holder_is_left_room_under_the_cap_for_a_week_too() -> None:
    made = isf_alone(2_000_00)
    terms.keep_terms(made.pots["isf"], draft=TermsDraft(week_cap_pence=105_00), seen=None, by=families.officer())
    found, sums = found_for(made)
    assert sums == {"isf": 100_00, "own": 84_00}
    take_and_hold(made, found)


def test_nights_that_a_pot_pays_of_a_later_part_already_are_gone_for_the_parts_before_it() -> None:
    made = with_own(breaks.planned(shared=False))
    add_saturday(made)
    allow_nights(made, 1)
    found, sums = found_for(made)
    assert sums == {"own": 200_00}
    (left_out,) = found.left_out
    assert left_out.why == "Council arranged pays for 1 night in all; none are left."
    take_and_hold(made, found)


def test_what_a_pot_pays_of_a_later_part_already_counts_under_its_caps_for_the_parts_before_it() -> None:
    made = with_own(breaks.planned(shared=False))
    add_saturday(made)
    for cap in (100_00, 150_00):
        draft = TermsDraft(week_cap_pence=cap)
        terms.keep_terms(made.pots["virtual"], draft=draft, seen=None, by=made.viewers["officer"])
        found, sums = found_for(made)
        if cap == 100_00:
            (left_out,) = found.left_out
            assert left_out.why == "The limits of Council arranged leave nothing more for this break."
    assert sums == {"virtual": 50_00, "own": 150_00}
    take_and_hold(made, found)


def test_a_pot_that_only_warns_is_not_walked_into_its_warning() -> None:
    made = with_own(breaks.planned(shared=False))
    allow_nights(made, 1)
    draft = TermsDraft(is_firm=False)
    terms.keep_terms(made.pots["virtual"], draft=draft, seen=None, by=made.viewers["officer"])
    found, sums = found_for(made)
    assert sums == {"virtual": 100_00, "own": 100_00}
    take_and_hold(made, found)


def test_a_night_without_its_days_takes_all_nights_of_the_break_or_none() -> None:
    made = with_own(breaks.planned(shared=False))
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    part = BrokeredPart("Room", ListingKind.ACCOMMODATION, "Tontine Hotel", (Charge(RateUnit.NIGHT, 2, 78_00),))
    made.lines["room"] = services.add_brokered_line(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    allow_nights(made, 1)
    found, sums = found_for(made)
    assert sums == {"own": 156_00}
    (left_out,) = found.left_out
    assert left_out.why == "Council arranged pays for 1 night in all; 1 night is left, and this takes 2."


def test_anew_a_part_for_which_nothing_is_left_is_paid_by_nobody_any_more() -> None:
    made = breaks.planned(breaks.family(pence=200_00), shared=False)
    add_saturday(made)
    found, sums = found_for(made, is_anew=True)
    assert (sums, found.missing_pence) == ({"virtual": 200_00}, 100_00)
    answers = {one.pot_ref: one.alone for one in found.pots}
    services.pay_as_suggested(made.ref, is_anew=True, said=answers, seen=found.stamp, by=made.arranger)
    assert (made.line("house").missing_pence, made.line("saturday").missing_pence) == (0, 100_00)


def test_nights_are_read_in_as_many_statements_however_many_breaks_take_of_them() -> None:
    made = breaks.planned()
    allow_nights(made, 20)
    counts = []
    for title in ("Broom Cottage", "Gorse Cottage", "Heather Cottage"):
        services.hold(made.ref, by=made.arranger)
        made = breaks.planned(made, at=breaks.house(title=title))
        session.rollback()
        session.remove()
        with statements(session.get_bind()) as sent:  # type: ignore[arg-type]
            suggested(made.ref, viewer=made.arranger, is_anew=True)
        counts.append(len(sent))
    assert counts[0] == counts[-1]
