"""The pages of money asked back: the officer asks, the family reads how and by when, finance marks what came."""

import io

import pytest
import time_machine
from pypdf import PdfReader

from marketplace.budgets.models.asked import AskedState
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_asked_money import PAY_BY, TOLD, Family, of
from tests.paper import errors, send, words

__all__ = ["of"]
pytestmark = [on_both, pytest.mark.usefixtures("app")]
ASKED = {
    "amount": "400.00",
    "reason": "They agreed",
    "how": "83-06-08, 12345678, DP 77",
    "pay_by": PAY_BY.isoformat(),
}


def test_from_the_officers_question_to_the_money_that_came(client: CheckedClient, of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, of.officer)
        back = f"/money/{of.pot_ref}/left/back"
        assert set(errors(send(client, back, {"amount": ""}))) == {"amount", "reason", "how", "pay_by"}
        assert set(errors(send(client, back, ASKED | {"pay_by": TOLD.date().isoformat()}))) == {"pay_by"}
        assert send(client, back, ASKED).status_code == 303
        path = f"/money/{of.pot_ref}/asked-back/{of.asked.ref}"
        assert path in client.get(f"/money/{of.pot_ref}/left").text
        families.sign_in(client, of.mother)
        assert path in client.get("/waiting").text
        said = words(client.get(path))
        for each in ("£400.00", "They agreed", "83-06-08", "Nothing is taken from you", "not paid back yet"):
            assert each in said
        assert client.get(f"{path}/came").status_code == 403
        families.sign_in(client, of.finance)
        assert path in client.get("/money").text
        assert set(errors(send(client, f"{path}/came", {"amount": "400.01"}))) == {"amount"}
        assert send(client, f"{path}/came", {"amount": "150.00"}).status_code == 303
        assert "paid back in part" in words(client.get(path))
        assert "Back to the funder" in words(client.get(f"/money/{of.pot_ref}"))
        families.sign_in(client, of.officer)
        assert set(errors(send(client, f"{path}/let-go"))) == {"reason"}
        assert send(client, f"{path}/let-go", {"reason": "They need it"}).status_code == 303
        families.sign_in(client, of.mother)
        assert path not in client.get("/waiting").text
        assert "They need it" in words(client.get(path))
        assert (of.asked.state, of.left) == (AskedState.LET_GO, 850_00)


def test_it_is_had_as_a_tagged_pdf_and_strangers_see_nothing(client: CheckedClient, of: Family) -> None:
    with time_machine.travel(TOLD, tick=False):
        path = f"/money/{of.pot_ref}/asked-back/{of.ask().ref}"
        families.sign_in(client, of.mother)
        pdf = client.get(f"{path}/paper.pdf")
        assert pdf.mimetype == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
        assert "£400.00" in text
        assert "83-06-08" in text
        families.sign_in(client, families.viewer("Stranger"))
        for rest in ("", "/paper.pdf"):
            assert client.get(f"{path}{rest}").status_code == 404
