"""Less is owed before an invoice of a bank transfer is paid: its payer has a letter with the new sum, and its page."""

from datetime import timedelta

import pytest

from marketplace.booking import services
from marketplace.booking.queries.own_invoices import own_invoice
from marketplace.booking.queries.promises import promises_due
from marketplace.errors import NotFound
from tests import breaks, families, funded, golden, staged
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance, letters
from tests.integration.test_cancel_costs import THREE_DAYS, before, cancel, confirmed
from tests.paper import links, words

pytestmark = pytest.mark.usefixtures("database")
LESS = "break-cost-owed"


@pytest.fixture
def made() -> Golden:
    """Two nights at £200.00, of which half is kept from 7 days before, and hours at £98.40: own money, by transfer."""
    return confirmed(pot="own")


def told() -> str:
    """The letter with the new sum: there is one."""
    (body,) = staged.bodies(LESS)
    return body


def test_a_part_that_is_cancelled_free_of_charge_is_told_with_the_new_sum_to_whoever_pays(made: Golden) -> None:
    cancel(made, "support")
    assert letters(LESS) == [made.arranger.email]
    body = told()
    assert "Please pay £200.00 by bank transfer" in body
    assert "Whin Lodge: £200.00" in body
    assert "£98.40" not in body
    assert f"/breaks/{made.ref}/pots/{made.pots['own']}/invoice" in body


def test_all_of_it_cancelled_free_of_charge_says_that_nothing_is_to_be_paid(made: Golden) -> None:
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert "You pay nothing on this invoice now." in told()
    assert promises_due(viewer=finance()) == ()


def test_a_provider_that_cannot_give_its_part_makes_it_less_as_well(made: Golden) -> None:
    services.cancel_as_provider(made.lines["house"], reason="The roof leaks", by=made.offers["house"].by)
    assert "Please pay £98.40 by bank transfer" in told()


def test_what_was_paid_has_no_letter_with_a_new_sum(made: Golden) -> None:
    (due,) = promises_due(viewer=finance())
    services.mark_paid(due.ref, by=finance())
    cancel(made, "support")
    assert letters(LESS) == []


def test_what_is_kept_in_full_changes_no_sum_and_has_no_letter(made: Golden) -> None:
    with before(made, -timedelta(minutes=1), "support"):
        cancel(made, "support")
        assert letters(LESS) == []


def test_only_the_pot_that_paid_for_the_part_has_a_letter() -> None:
    made = breaks.planned(pot="own")
    person, by = made.people["person"], made.arranger
    made.pots["second"] = funded.pot(person, "own", 0, plan_ref="", by=by, officer=by)
    breaks.add_support(made)
    breaks.pay(made, "support", "second")
    golden.ask(made)
    golden.answer(made)
    cancel(made, "support")
    second = own_invoice(made.ref, made.pots["second"], viewer=by)
    assert second.payment_reference not in {due.payment_reference for due in promises_due(viewer=finance())}
    assert "You pay nothing on this invoice now." in told()


def test_the_invoice_of_a_cancelled_break_that_still_owes_a_cost_shows_what_is_owed(made: Golden) -> None:
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        found = own_invoice(made.ref, made.pots["own"], viewer=made.arranger)
        assert (found.pence, found.come_pence, found.to_come_pence) == (100_00, 0, 100_00)
        assert [(part.title, part.pence) for part in found.parts] == [
            ("Kept when it was cancelled: Whin Lodge", 100_00)
        ]
        with pytest.raises(NotFound):
            own_invoice(made.ref, made.pots["own"], viewer=families.viewer("A stranger"))


def test_its_payer_reads_the_invoice_of_a_cancelled_break_and_finds_it_from_the_break(
    client: CheckedClient, made: Golden
) -> None:
    where = f"/breaks/{made.ref}/pots/{made.pots['own']}/invoice"
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        families.sign_in(client, made.arranger)
        assert where in links(client.get(f"/breaks/{made.ref}/who-pays")).values()
        said = words(client.get(where))
        assert "To pay £100.00" in said
        assert "Kept when it was cancelled: Whin Lodge" in said


def test_the_invoice_of_a_break_cancelled_free_of_charge_says_that_nothing_is_to_be_paid(
    client: CheckedClient, made: Golden
) -> None:
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    families.sign_in(client, made.arranger)
    said = words(client.get(f"/breaks/{made.ref}/pots/{made.pots['own']}/invoice"))
    assert "Nothing is to be paid on this invoice now." in said


def test_what_is_kept_of_a_cancelled_break_waits_with_its_invoice_and_stands_beside_its_pot(
    client: CheckedClient, made: Golden
) -> None:
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        families.sign_in(client, made.arranger)
        invoice = f"/breaks/{made.ref}/pots/{made.pots['own']}/invoice"
        for page in ("/waiting", f"/money/{made.pots['own']}"):
            assert invoice in links(client.get(page)).values(), page
