"""The pages of a return: a line by hand, what the bank says, sending it, and the papers."""

import pytest

from marketplace.accounts.roles import RoleName
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_month_returns import made, on
from tests.paper import errors, send, words

pytestmark = on_both


def test_a_family_adds_what_is_missing_and_sends_the_return_and_the_council_reads_it(client: CheckedClient) -> None:
    of = made()
    path = f"/money/{of.ref}/returns/2026-12"
    with on(1, 4, 2027):
        families.sign_in(client, of.mother)
        assert path in client.get(f"/money/{of.ref}?month=2026-12").text
        assert set(errors(send(client, f"{path}/add"))) == {"on", "sort", "amount"}
        line = {"on": "2026-12-28", "sort": "wages", "amount": "200.00", "words": "Jo"}
        late = send(client, f"{path}/add", line | {"on": "2027-01-02"})
        assert list(errors(late)) == ["on"]
        added = send(client, f"{path}/add", line)
        assert "Wages of a PA: Jo" in words(client.get(added.location))
        bad = send(client, f"{path}/send", {"bank": "700.00", "opening": "1000.00"})
        assert "differ by £40.00" in errors(bad)["words"]
        sent = send(client, f"{path}/send", {"bank": "740.00", "opening": "1000.00"})
        said = words(client.get(sent.location))
        assert "Should be in it at the end £740.00 The bank says £740.00" in said
        assert "It is sent, and stays as it is." in said
        assert client.get(f"{path}/add").status_code == 404
        families.sign_in(client, families.officer(role=RoleName.COUNCIL_FINANCE))
        assert "The bank says £740.00" in words(client.get(path))
        assert b"Wages of a PA" in client.get(f"{path}/return.csv").data
        assert client.get(f"{path}/return.pdf").mimetype == "application/pdf"
        had = "By the return of December 2026, the bank had £740.00 on Thursday 31 December 2026."
        counted = "This pot counted £940.00 then: £200.00 more."
        why = "£200.00 went out of the account besides, after that day. The bank's amount was told here on"
        for page in (path, f"/money/{of.ref}?month=2026-12", f"/money/{of.ref}"):
            said = words(client.get(page))
            assert (had in said, counted in said, why in said) == (True, True, True), page
        sums = "the bank had £740.00 at its end. These pots counted £940.00 then: £200.00 more."
        assert sums in words(client.get("/accounts?month=2026-12"))


def test_a_line_is_taken_out_again_with_its_button(client: CheckedClient) -> None:
    of = made()
    path = f"/money/{of.ref}/returns/2026-12"
    with on(12, 30):
        families.sign_in(client, of.mother)
        send(client, f"{path}/add", {"on": "2026-12-28", "sort": "wages", "amount": "200.00"})
        assert "It can be sent when December 2026 is over." in words(client.get(path))
        done = send(client, path, press="Take it out: Wages of a PA, £200.00 (1)")
        assert done.status_code == 303
        assert "Wages" not in words(client.get(path))


@pytest.mark.parametrize("month", ["soon", "2026-13", "2020-01", "2099-01"])
def test_other_months_are_not_there(client: CheckedClient, month: str) -> None:
    of = made()
    with on(12, 30):
        families.sign_in(client, of.mother)
        there_is_none = client.get(f"/money/{of.ref}/returns/{month}")
    assert there_is_none.status_code == 404
    assert "There is no return of this pot for that month. There is one for" in words(there_is_none)


def test_what_was_told_is_said_to_be_what_it_was_once_something_has_moved(client: CheckedClient) -> None:
    of = made()
    with on(12, 30):
        families.sign_in(client, of.mother)
        said = words(client.get(f"/money/{of.ref}"))
    assert "We were told £1,000.00 for Tuesday 1 December 2026. Since then £60.00 went out of here." in said
    assert "This is what we were told" not in said
