"""Pages by which finance pays out what came by bank transfer, sees whose the rest is, and takes a file of a month."""

import re

import pytest

from marketplace import clock
from marketplace.payments.payouts import services as payouts
from tests import families
from tests.checked_client import CheckedClient
from tests.done_elsewhere import done_by_the_hub, waits
from tests.golden import Golden
from tests.paid_by_transfer import come, confirmed, finance, known, listed, owed_to
from tests.paid_over import complete
from tests.site.test_pages_ask_little import assert_same, counted

DESK, TO_PAY_OUT = "/payments/client-account", "/payments/client-account/to-pay-out"
ELSEWHERE = f"{DESK}/elsewhere"


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """A break paid by transfer that is over; the house has said where it is paid, the PA bank has not."""
    found = confirmed()
    come()
    complete(found)
    known(found.offers["house"].by)
    families.sign_in(client, finance())
    return found


def test_finance_ticks_lists_downloads_and_marks_and_the_desk_follows(client: CheckedClient, made: Golden) -> None:
    page = client.get(DESK).text
    assert "£298.40 is there" in page
    assert "To pay out (1)" in page
    page = client.get(TO_PAY_OUT).text
    assert "Owners of Whin Lodge: £200.00. Whin Lodge" in page
    assert "We do not know where to pay these" in page
    nothing = client.post(TO_PAY_OUT, data={"none": "ticked"})
    assert (nothing.status_code, "Tick at least one part" in nothing.text) == (422, True)
    sent = client.post(TO_PAY_OUT, data={"parts": owed_to(made.offers["house"].by)}, follow_redirects=True)
    assert "£200.00 to 1 provider" in sent.text
    address = sent.request.path
    file = client.get(f"{address}/payments.csv")
    assert "830608,01234567,OWNERS OF WHIN LOD,200.00,PAY-" in file.text
    assert "Not marked as paid" in client.get(address).text
    paid = client.post(f"{address}/paid", follow_redirects=True)
    assert "Marked as paid. Each provider on this site is told what for." in paid.text
    assert "Mark all as paid" not in paid.text
    assert client.post(f"{address}/paid").status_code == 409
    page = client.get(DESK).text
    assert "£98.40 is there" in page
    assert "These sums do not agree" not in page


def test_a_list_is_taken_apart_and_what_was_on_it_can_be_ticked_again(client: CheckedClient, made: Golden) -> None:
    address = f"{TO_PAY_OUT}/lists/{listed()}"
    assert "Nothing waits for a list" in client.get(TO_PAY_OUT).text
    assert client.post(TO_PAY_OUT, data={"parts": owed_to(made.offers["house"].by)}).status_code == 409
    client.post(f"{address}/undo")
    assert "Owners of Whin Lodge: £200.00" in client.get(TO_PAY_OUT).text
    assert client.get(address).status_code == 404


def test_a_part_whose_tick_is_taken_off_waits_for_the_next_list(client: CheckedClient, made: Golden) -> None:
    known(made.offers["bank"].by)
    page = client.get(TO_PAY_OUT).text
    house, bank = owed_to(made.offers["house"].by), owed_to(made.offers["bank"].by)
    assert re.findall(r'value="([^"]+)"\s+checked', page) == house + bank
    assert f"break {made.ref}" in page
    sent = client.post(TO_PAY_OUT, data={"parts": bank}, follow_redirects=True)
    assert "£98.40 to 1 provider" in sent.text
    page = client.get(TO_PAY_OUT).text
    assert house[0] in page
    assert bank[0] not in page


@pytest.mark.usefixtures("made")
def test_money_in_the_navigation_of_finance_leads_to_the_client_account(client: CheckedClient) -> None:
    page = client.get("/payments").text
    assert re.search(rf'href="{DESK}"[^>]*>\s*Money', page)
    assert 'href="/money"' not in page
    current = re.findall(r'<a href="([^"]+)" aria-current="true"', client.get(TO_PAY_OUT).text)
    assert current == [DESK]
    assert "There is no money here yet" not in client.get(DESK).text


@pytest.mark.usefixtures("made")
def test_the_file_of_a_month_is_taken_from_the_desk(client: CheckedClient) -> None:
    address = f"{DESK}/{clock.today():%Y-%m}.csv"
    assert address in client.get(DESK).text
    file = client.get(address)
    assert file.mimetype == "text/csv"
    assert "Came from a family" in file.text
    assert file.text.splitlines()[-1].endswith("298.40,0.00")
    assert client.get(f"{DESK}/last.csv").status_code == 404


def test_finance_says_once_that_somebody_who_is_not_on_this_site_was_paid(client: CheckedClient) -> None:
    made = done_by_the_hub()
    families.sign_in(client, finance())
    assert f'href="{ELSEWHERE}"' in client.get(DESK).text
    page = client.get(ELSEWHERE).text
    assert f"The Hub: £30.00. Day centre, break {made.ref}" in page
    key, today = waits()[0].key, f"{clock.today():%Y-%m-%d}"
    nothing = client.post(ELSEWHERE, data={"part": key, "reference": "", "on": today})
    assert (nothing.status_code, "Enter the reference of your payment" in nothing.text) == (422, True)
    sent = {"part": key, "reference": "FP 2210", "on": today}
    assert "Nobody waits to be paid here" in client.post(ELSEWHERE, data=sent, follow_redirects=True).text
    assert client.post(ELSEWHERE, data=sent).status_code == 409
    page = client.get(DESK).text
    assert "Paid outside this site" in page
    assert "These sums do not agree" not in page
    assert "FP 2210" in client.get(f"{DESK}/{clock.today():%Y-%m}.csv").text


def test_nobody_else_opens_any_of_it(client: CheckedClient, made: Golden) -> None:
    ref = listed()
    for by in (made.arranger, made.offers["house"].by):
        families.sign_in(client, by)
        for address in (
            DESK,
            TO_PAY_OUT,
            ELSEWHERE,
            f"{TO_PAY_OUT}/lists/{ref}",
            f"{TO_PAY_OUT}/lists/{ref}/payments.csv",
        ):
            assert client.get(address).status_code in {403, 404}, address
        assert client.post(f"{TO_PAY_OUT}/lists/{ref}/paid").status_code in {403, 404}


def test_a_provider_reads_where_its_money_is_until_it_was_sent(client: CheckedClient, made: Golden) -> None:
    house, bank = made.offers["house"].by, made.offers["bank"].by
    families.sign_in(client, bank)
    today = client.get("/today").text
    assert "£98.40 waits for you" in today
    assert 'href="/invoices/details"' in today
    assert "Waits: we do not know your bank account" in client.get("/payouts").text
    families.sign_in(client, house)
    assert "Where are you paid?" not in client.get("/today").text
    assert "On its way: on our next list for the bank" in client.get("/payouts").text
    assert "£200.00 paid to us, on its way to you" in client.get("/earnings").text
    ref = listed()
    assert "The bank is told to pay it" in client.get("/payouts").text
    payouts.LISTS.mark_paid(ref, by=finance())
    assert "Sent on" in client.get("/payouts").text
    assert "£200.00 sent to you on" in client.get("/earnings").text
    row = client.get("/earnings.csv").get_data(as_text=True).splitlines()[1]
    assert f",200.00,200.00,0.00,0.00,0.00,0.00,{clock.today():%Y-%m-%d}," in row


def test_with_many_payouts_the_pages_ask_as_little_as_with_few(client: CheckedClient, made: Golden) -> None:
    counts = []
    for number in range(2):
        if number:
            for _ in range(2):
                other = confirmed()
                come()
                complete(other)
                known(other.offers["house"].by, other.offers["bank"].by)
        address = f"{TO_PAY_OUT}/lists/{listed()}"
        pages = counted(client, DESK, TO_PAY_OUT, address, f"{address}/payments.csv", "/payments/outgoing")
        counts.append({str(at): many for at, many in enumerate(pages.values())})
    assert_same(*counts, most=30)
