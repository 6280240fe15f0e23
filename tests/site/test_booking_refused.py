"""Who may not, and what is not there, over HTTP as real people: each page says the rule, the facts and what to do."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, LineTerms, Shift
from marketplace.booking.models import Agreement
from marketplace.booking.sorts import Whose
from marketplace.budgets.services import committing, terms
from marketplace.budgets.terms import TermsDraft
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, Rate, RateUnit
from marketplace.people.representation import Capacity, Scope
from marketplace.periods import Period
from tests import asking, breaks, families, golden, offered
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

CLOCKS = [(date(2027, 3, 27), 9), (date(2027, 10, 30), 11), (date(2027, 4, 10), 10)]


def test_a_pot_that_is_short_holds_nothing_and_the_page_says_what_is_free(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=150_00))
    families.sign_in(client, made.arranger)
    answer = client.post(f"/breaks/{made.ref}/hold", data={})
    assert answer.status_code == 409
    for each in ("does not have enough", "£200.00", "£150.00 is free", "£50.00 short"):
        assert each in answer.text
    assert breaks.taken() == []
    committing.add_committed_money(made.pots["virtual"], pence=50_00, reason="More", by=made.viewers["officer"])
    assert client.post(f"/breaks/{made.ref}/hold", data={}).status_code == 303


def test_a_price_that_changed_since_is_said_with_the_way_on_beside_it(client: CheckedClient) -> None:
    made = breaks.planned()
    with transaction():
        session.execute(update(Rate).values(weekday_pence=110_00, weekend_pence=110_00, bank_holiday_pence=110_00))
    families.sign_in(client, made.arranger)
    answer = client.post(f"/breaks/{made.ref}/hold", data={})
    way_on = f'action="/breaks/{made.ref}/parts/{made.lines["house"]}/new-price"'
    for page in (answer.text, client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}").text):
        assert "This was £200.00 when it was added. Now it is £220.00." in page
        assert way_on in page
    client.post(f"/breaks/{made.ref}/parts/{made.lines['house']}/new-price", data={})
    assert way_on not in client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}").text


def test_where_a_rule_says_no_no_button_to_hold_stands_below_it(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    assert "Hold all of it" in words(client.get(f"/breaks/{made.ref}/hold"))
    capped = TermsDraft(total_cap_pence=199_99)
    terms.keep_terms(made.pots["virtual"], draft=capped, seen=None, by=made.viewers["officer"])
    for page in ("hold", "who-pays"):
        said = words(client.get(f"/breaks/{made.ref}/{page}"))
        assert "may pay £199.99 in all. This is £0.01 more." in said
        assert "Hold all of it" not in said
    assert client.post(f"/breaks/{made.ref}/hold", data={}).status_code == 422


def test_above_an_officers_limit_the_page_names_the_rule_and_who_is_next(client: CheckedClient) -> None:
    with time_machine.travel(asking.NOW, tick=False):
        made = asking.equipment()
        asking.name_limit(made.officer, 1_000)
        families.sign_in(client, made.officer)
        yes = {"answer": "yes", "purchase_order": "PO 1"}
        answer = client.post(f"/desk/{made.ref}/money/{made.pot_ref}", data=yes)
        assert answer.status_code == 403
        for each in ("How much an officer may agree", "£35.00", "£10.00", "next officer"):
            assert each in answer.text


def test_an_attorney_says_nothing_outside_the_powers_and_the_time_that_are_recorded(client: CheckedClient) -> None:
    made = breaks.planned()
    golden.ask(made)
    person, attorney = made.people["person"], Capacity.ATTORNEY
    none, over, money, within = map(families.viewer, ("No Powers", "Over Since", "Money Only", "With Powers"))
    families.acts_for(none, person, capacity=attorney, powers="")
    families.acts_for(over, person, capacity=attorney, powers="Welfare", until_on=date(2021, 1, 1))
    families.acts_for(money, person, Scope.PAY, capacity=attorney, powers="Property, 2 May 2025")
    families.acts_for(within, person, capacity=attorney, powers="Welfare, 2 May 2025")
    address = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{person}"
    for who, status in ((none, 404), (over, 404), (money, 403), (within, 303)):
        families.sign_in(client, who)
        answer = client.post(address, data={"answer": "yes"})
        assert answer.status_code == status, who.name
        assert ("What a guardian or attorney may do" in answer.text) is (status == 403)


def test_an_adviser_arranges_and_agrees_nothing(client: CheckedClient) -> None:
    c = golden.a_night_off()
    golden.ask(c)
    families.sign_in(client, c.arranger)
    assert client.get("/desk").status_code == 403
    assert client.post(f"/desk/{c.ref}/money/{c.pots['virtual']}", data={"answer": "yes"}).status_code == 403
    assert client.post(f"/breaks/{c.ref}/pots/{c.pots['virtual']}/agree", data={}).status_code in {403, 404}
    session.rollback()
    assert session.scalars(select(Agreement)).all() == []
    assert client.get(f"/breaks/{c.ref}").status_code == 200


def test_a_support_provider_reads_what_keeps_safe_and_withdraws_and_the_family_sees_it(client: CheckedClient) -> None:
    made = breaks.supported()
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    families.sign_in(client, made.offers["bank"].by)
    address = f"/requests/{made.lines['support']}"
    assert "Call 999" not in client.get(address).text
    assert client.post(f"{address}/accept-for-now", data={}).status_code == 303
    assert "Call 999" in client.get(address).text
    assert client.post(f"{address}/withdraw", data={"reason": "Nobody is trained for it"}).status_code == 303
    assert "Call 999" not in client.get(address).text
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}").text
    for each in ("withdrawn by the provider", "Nobody is trained for it"):
        assert each in page


def test_each_look_at_a_profile_is_on_record_and_the_person_reads_it(client: CheckedClient) -> None:
    made = breaks.planned()
    officer, person = made.viewers["officer"], made.people["person"]
    families.sign_in(client, officer)
    for _ in range(2):
        assert client.get(f"/people/{person}/needs").status_code == 200
    looks = select(Look).where(Look.by_account_id == officer.account_id, Look.about == f"person:{person}")
    assert len(session.scalars(looks).all()) == 2
    families.sign_in(client, made.viewers["person"])
    assert "Mhairi Scott" in client.get(f"/people/{person}/looks").text


@pytest.mark.parametrize(("saturday", "hours"), CLOCKS)
def test_the_night_in_which_the_clocks_change_is_priced_by_the_hours_worked(
    client: CheckedClient, saturday: date, hours: int
) -> None:
    with time_machine.travel(asking.NOW, tick=False):
        made = _night(saturday)
        families.sign_in(client, made.arranger)
        page = client.get(f"/breaks/{made.ref}").text
        assert f"£{hours * 24.60:,.2f}" in page
        assert f"{hours} hours" in page


def test_a_night_into_a_bank_holiday_is_priced_on_both_sides_of_midnight(client: CheckedClient) -> None:
    with time_machine.travel(asking.NOW, tick=False):
        made = _night(date(2027, 3, 25), weekday=20_00, bank_holiday=40_00)  # Good Friday is the 26th
        families.sign_in(client, made.arranger)
        page = client.get(f"/breaks/{made.ref}").text
        assert "£360.00" in page  # 2 x £20.00 and 8 x £40.00


def _night(day: date, *, weekday: int = 24_60, bank_holiday: int = 24_60) -> Golden:
    """A break of Callum with one PA from 22:00 to 08:00, priced by the hour."""
    made, bank = breaks.family(), offered.pa_bank()
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == bank.ref)).one()
        rate = next(rate for rate in listing.rates if rate.unit is RateUnit.HOUR)
        rate.weekday_pence, rate.bank_holiday_pence = weekday, bank_holiday
    first, last = golden.at(day, 22), golden.at(day + timedelta(days=1), 8)
    draft = BreakDraft("A night", Whose.PERSON, first, last, person_ref=made.people["person"])
    made.ref = services.start_break(draft=draft, by=made.arranger)
    shifts = [Shift(Period(first, last))]
    services.add_listed_hours(made.ref, listing_ref=bank.ref, shifts=shifts, terms=LineTerms(), by=made.arranger)
    return made
