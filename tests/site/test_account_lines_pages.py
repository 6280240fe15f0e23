"""The pages of a direct payment's own statement: a file read in, each line said, and the return that follows."""

import io

from werkzeug.test import TestResponse

from marketplace.accounts.roles import RoleName
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_account_lines import DECEMBERS, file, waiting
from tests.integration.test_month_returns import made, on
from tests.paper import errors, send, words

pytestmark = on_both


def read_in(client: CheckedClient, path: str, *rows: str) -> TestResponse:
    """Send a file as a browser does."""
    sent = {"file": (io.BytesIO(file(*rows).content), "bank.csv")}
    return client.post(f"{path}/statement", data=sent, follow_redirects=False)


def test_a_family_reads_its_statement_in_says_what_each_line_is_and_sends_what_adds_up(client: CheckedClient) -> None:
    of = made()
    path = f"/money/{of.ref}/returns/2026-12"
    with on(1, 4, 2027):
        families.sign_in(client, of.mother)
        assert f"{path}/statement" in client.get(path).text
        assert errors(send(client, f"{path}/statement"))["file"] == "Choose a file"
        bad = errors(read_in(client, path, "99/12/2026,A,1.00,,5.00"))["file"]
        assert bad == "Nothing is taken in. Row 2: “99/12/2026” is not a day."
        taken = read_in(client, path, *DECEMBERS)
        said = words(client.get(taken.location))
        assert "4 lines of December 2026." in said
        assert "The same amount moved here near that day." in said
        assert "Paid here Tue 1 Dec, £60.00" in said
        waits = send(client, f"{path}/send", {"bank": "1240.00", "opening": "1000.00"})
        assert errors(waits)["bank"] == "Say first what 4 lines of the bank statement are"
        part = send(client, f"{path}/bank")
        assert part.location == taken.location
        assert "3 lines kept. The others wait." in client.get(part.location).text
        (rest,) = waiting(of).values()
        done = send(client, f"{path}/bank", {f"line-{rest.line.ref}": "elsewhere="})
        assert "1 line kept. You have said what each line is." in client.get(done.location).text
        sends = client.get(f"{path}/send").text
        assert "ends on Wednesday 30 December 2026 with £1,230.00" in sends
        assert 'value="1,230.00"' in sends
        assert 'value="1,000.00"' in sends
        sent = send(client, f"{path}/send", {"words": "Shopping, paid back in January"})
        assert "Wages of a PA: JO WAGES (on the bank statement)" in words(client.get(sent.location))


def test_a_line_that_was_taken_for_the_wrong_thing_is_said_anew_with_its_button(client: CheckedClient) -> None:
    of = made()
    path = f"/money/{of.ref}/returns/2026-12"
    with on(1, 4, 2027):
        families.sign_in(client, of.mother)
        read_in(client, path, DECEMBERS[3])
        (one,) = waiting(of).values()
        wrong = send(client, f"{path}/bank", {f"line-{one.line.ref}": "here=post:9:out"})
        assert "choose one of the answers" in errors(wrong)[f"line-{one.line.ref}"]
        none = send(client, f"{path}/bank")
        assert list(errors(none).values()) == ["Say of one line at least what it is"]
        kept = send(client, f"{path}/bank", {f"line-{one.line.ref}": "added=other"})
        assert "TESCO (on the bank statement)" in words(client.get(kept.location))
        send(client, f"{path}/bank", press="Say it anew: £10.00, Wed 30 Dec (1)")
        assert "1 line of the bank statement" in words(client.get(f"{path}/bank"))
        send(client, f"{path}/bank", press="Take out what waits of bank.csv (1)")
        assert "No line of December 2026" in words(client.get(f"{path}/bank"))


def test_the_council_reads_what_was_added_and_none_of_the_other_lines(client: CheckedClient) -> None:
    of = made()
    path = f"/money/{of.ref}/returns/2026-12"
    with on(1, 4, 2027):
        families.sign_in(client, of.mother)
        read_in(client, path, *DECEMBERS)
        for viewer in (of.officer, families.officer(role=RoleName.COUNCIL_FINANCE)):
            families.sign_in(client, viewer)
            page = client.get(path)
            assert page.status_code == 200
            assert "TESCO" not in page.text
            assert "Read in a statement" not in page.text
            assert [client.get(f"{path}/{way}").status_code for way in ("bank", "statement")] == [403, 403]
