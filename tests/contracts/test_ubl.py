"""Invoices as UBL held to what finance systems hold them to: the schemas, EN 16931, and Peppol BIS Billing 3.0."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from marketplace.listings.vat import Vat
from marketplace.payments.invoices.paper import Sent
from marketplace.payments.invoices.terms import PEPPOL_SCHEMES
from marketplace.payments.invoices.ubl import as_ubl
from tests.invoices import BUYER, credited, every_sort, part, sent
from tests.ubl_rules import AGGREGATE, BASIC, PEPPOL, broken

SORTS = every_sort()
CODED = SORTS["a coding for each line"]
BARE = {
    "a seller who is not registered",
    "a payer with an e-mail address alone",
    "a payer whose scheme nobody knows",
    "a funder of whom the name is known",
}
"""The sorts that cannot go through Peppol."""
PARTY = ("PostalAddress/cbc:StreetName", "PostalAddress/cbc:CityName", "PostalAddress/cbc:PostalZone")
CAN_BE_MISSED = {
    *(f"cac:Accounting{who}Party/cac:Party/cac:{what}" for who in ("Supplier", "Customer") for what in PARTY),
    "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification",
    "cac:{line}/cbc:AccountingCost",
    "cac:{line}/cbc:Note",
    "cac:{line}/cac:Item/cbc:Description",
}
"""What no rule asks for: test_invoice_ubl.py sees that it is there."""
OF_INVOICES = {
    "cac:PaymentMeans",
    "cac:PaymentMeans/cbc:PaymentID",
    "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name",
}
OF_CREDIT_NOTES = {"cac:BillingReference", "cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate"}
RATES = ((Vat.STANDARD, 2000), (Vat.REDUCED, 500), (Vat.EXEMPT, 0), (None, 0))
PARTS = st.lists(st.tuples(st.integers(1, 10_000_00), st.sampled_from(RATES)), min_size=1, max_size=6)


@pytest.mark.parametrize("what", SORTS)
def test_an_invoice_and_a_credit_note_of_every_sort_break_no_rule(what: str) -> None:
    for one in (SORTS[what], credited(SORTS[what])):
        document = as_ubl(one)
        assert broken(document) == []
        assert (PEPPOL.encode() in document) == (what not in BARE)


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_whatever_is_invoiced_the_sums_of_the_paper_break_no_rule(
    found: list[tuple[int, tuple[Vat | None, int]]],
) -> None:
    one = sent(*(part(f"Part {n}", pence, *rate) for n, (pence, rate) in enumerate(found)))
    assert broken(as_ubl(one)) == []
    assert broken(as_ubl(credited(one))) == []


@pytest.mark.parametrize(
    ("one", "line", "more"),
    [(CODED, "InvoiceLine", OF_INVOICES), (credited(CODED), "CreditNoteLine", OF_CREDIT_NOTES)],
    ids=["invoice", "credit note"],
)
def test_the_rules_see_every_element_that_is_missing_but_those_one_can_do_without(
    one: Sent, line: str, more: set[str]
) -> None:
    can_be_missed = {path.replace("{line}", line) for path in CAN_BE_MISSED}
    assert {path for path in _paths(one) if not broken(_without(one, path))} == can_be_missed | more


def test_only_addresses_of_peppol_s_own_schemes_are_on_peppol() -> None:
    one = as_ubl(sent())
    for scheme in ("EM", "1234", "0147"):
        found = broken(one.replace(b'schemeID="0088"', f'schemeID="{scheme}"'.encode()))
        assert any("PEPPOL-EN16931-CL008" in rule for rule in found)
    wrong_digit = one.replace(b"5790000435975", b"5790000435974")
    assert any("PEPPOL-COMMON-R040" in rule for rule in broken(wrong_digit))
    for scheme in PEPPOL_SCHEMES - {"0088"}:
        document = as_ubl(replace(sent(), buyer=replace(BUYER, endpoint=f"{scheme}:GB123456789")))
        assert f'schemeID="{scheme}"'.encode() in document
        assert not [rule for rule in broken(document) if "CL008" in rule]


def _paths(one: Sent) -> list[str]:
    """Where each element of a document stands, each place once."""
    root = etree.fromstring(as_ubl(one))
    names = {AGGREGATE: "cac", BASIC: "cbc"}
    found = {}
    for element in root.iterdescendants():
        steps = [element, *element.iterancestors()][:-1]
        tags = [etree.QName(step) for step in reversed(steps)]
        found["/".join(f"{names[tag.namespace]}:{tag.localname}" for tag in tags)] = True
    return list(found)


def _without(one: Sent, path: str) -> bytes:
    root = etree.fromstring(as_ubl(one))
    element = root.find(path, {"cac": AGGREGATE, "cbc": BASIC})
    element.getparent().remove(element)
    document: bytes = etree.tostring(root)
    return document
