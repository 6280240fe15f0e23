"""The page of what does not match yet: from the accounts, each line to where it is dealt with, and the file."""

import csv
import io
from datetime import timedelta

import time_machine
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.db import session
from marketplace.payments.invoices import services
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_month_returns import made as with_direct_payment
from tests.integration.test_month_returns import on, send
from tests.invoiced import booked, over
from tests.paper import links, words

pytestmark = on_both
PATH = "/accounts/unmatched"


def test_finance_goes_from_the_accounts_to_each_line_and_on_to_where_it_is_dealt_with(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = over(booked(), traveller)
    traveller.shift(timedelta(days=11))
    families.sign_in(client, billed.payer)
    assert PATH in links(client.get("/accounts")).values()
    assert PATH in links(client.get("/invoices-to-pay")).values()
    said = words(client.get(PATH))
    for told in ("Delivered, not invoiced", "Owners of Whin Lodge", "Callum Hume", "PO 4411", "12 days", "£200.00"):
        assert told in said
    assert session.scalars(select(Look.what).where(Look.what == "what does not match yet")).all()
    billed.send()
    assert f"/invoices/{billed.sent[0]}" in links(client.get(PATH)).values()
    services.accept(billed.sent[0], by=billed.payer)
    run = services.LISTS.make(billed.sent, by=billed.payer)
    assert f"/invoices-to-pay/lists/{run}" in links(client.get(PATH)).values()
    services.LISTS.mark_paid(run, by=billed.payer)
    assert "All of it matches" in words(client.get(PATH))


def test_the_file_has_every_line_of_the_page(client: CheckedClient) -> None:
    of = with_direct_payment()
    with on(2, 3, 2027):
        send(of, bank=930_00, opening=1_000_00, words="A fee of the bank")
        families.sign_in(client, families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE))
        assert f"/money/{of.ref}/returns/2027-01" in links(client.get(PATH)).values()
        rows = list(csv.DictReader(io.StringIO(client.get(f"{PATH}.csv").data.decode("utf-8-sig"))))
        assert [(row["What"], row["Person"], row["Days"], row["Amount"]) for row in rows] == [
            ("Direct payments without a return", "Callum Hume", "2", ""),
            ("Returns where the bank says something else", "Callum Hume", "33", "-10.00"),
        ]


def test_who_pays_from_nobodys_pots_has_no_such_page(client: CheckedClient) -> None:
    for reader in (families.viewer("Anna"), families.officer()):
        families.sign_in(client, reader)
        assert client.get(PATH).status_code == 403
        assert client.get(f"{PATH}.csv").status_code == 403
    families.sign_in(client, families.viewer("Tam", RoleName.BROKERAGE_FINANCE))
    assert "All of it matches" in words(client.get(PATH))
