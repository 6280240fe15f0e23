"""An invoice as UBL: what a finance system reads of it. Elements by their names, amounts as they are on the paper."""

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from marketplace.listings.vat import Vat
from marketplace.payments.invoices.paper import Part, Party, Sent, taxed
from marketplace.payments.invoices.ubl import (
    AGGREGATE,
    BASIC,
    EN_16931,
    PEPPOL,
    Category,
    as_ubl,
    category_of,
)

SELLER = Party("Whin Ltd", "1 Road", "Duns", "TD11 3AA", "9932:GB123456789", "GB123456789", "prov1")
BUYER = Party("Scottish Borders Council", "Newtown", "Melrose", "TD6 0SA", "EM:invoices@borders.example.org")
NAMES = {"cac": AGGREGATE, "cbc": BASIC}


def part(words: str, pence: int, vat: Vat | None, rate: int, order: str = "PO 4411") -> Part:
    return Part(f"share:{words}", "segment:1", words, "Fri 5 Mar, 16:00 to 22:00", order, pence, vat, rate)


def sent(*parts: Part) -> Sent:
    mixed = parts or (
        part("Three nights", 405_00, Vat.STANDARD, 2000),
        part("Heating", 10_50, Vat.REDUCED, 500),
        part("Support, 36 hours", 885_60, Vat.EXEMPT, 0),
        part("A mattress", 35_00, Vat.NONE, 0),
    )
    return Sent(
        words="INV-0001",
        is_credit=False,
        issued_on=date(2027, 3, 31),
        due_on=date(2027, 4, 30),
        month=date(2027, 3, 1),
        seller=SELLER,
        buyer=BUYER,
        parts=taxed(mixed),
        sort_code="830608",
        account_number="01234567",
    )


def read(one: Sent) -> Element:
    return fromstring(as_ubl(one))  # noqa: S314 - our own document


def texts(root: Element, path: str) -> list[str]:
    return [found.text or "" for found in root.findall(path, NAMES)]


def test_both_with_an_electronic_address_it_is_peppol_else_the_bare_standard() -> None:
    assert texts(read(sent()), "cbc:CustomizationID") == [PEPPOL]
    bare = replace(sent(), buyer=replace(BUYER, endpoint=""))
    assert texts(read(bare), "cbc:CustomizationID") == [EN_16931]
    assert texts(read(bare), "cbc:ProfileID") == []
    assert len(texts(read(bare), ".//cbc:EndpointID")) == 1


def test_its_sums_are_those_of_the_paper() -> None:
    one, root = sent(), read(sent())
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1336.10"]
    assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["68.00"]
    nets = [round(float(text) * 100) for text in texts(root, "cac:InvoiceLine/cbc:LineExtensionAmount")]
    assert sum(nets) == one.pence - one.vat_pence
    assert nets == [part.pence - part.vat_pence for part in one.parts]
    assert texts(root, "cac:InvoiceLine/cac:Price/cbc:PriceAmount") == texts(
        root, "cac:InvoiceLine/cbc:LineExtensionAmount"
    )


def test_the_tax_is_summed_by_category() -> None:
    root = read(sent())
    categories = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID")
    percents = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent")
    taxes = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")
    assert categories == ["S", "S", "E"]
    assert (percents, taxes) == (["20.00", "5.00", "0.00"], ["67.50", "0.50", "0.00"])


@pytest.mark.parametrize(
    ("rate", "is_registered", "category"),
    [
        (2000, True, Category("S", 2000)),
        (500, True, Category("S", 500)),
        (0, True, Category("E", 0, "Exempt from VAT, or outside its scope")),
        (0, False, Category("O", None, "Not registered for VAT")),
    ],
)
def test_each_line_has_its_category(rate: int, *, is_registered: bool, category: Category) -> None:
    assert category_of(rate, is_registered=is_registered) == category


def test_a_seller_who_is_not_registered_has_one_category_and_no_tax_number() -> None:
    one = replace(sent(part("A", 1_00, Vat.EXEMPT, 0), part("B", 2_00, None, 0)), seller=replace(SELLER, vat_number=""))
    root = read(one)
    assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["O"]
    assert texts(root, ".//cac:PartyTaxScheme/cbc:CompanyID") == []
    assert texts(root, "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID") == ["prov1"]


@pytest.mark.parametrize(
    ("orders", "order_ids", "references"),
    [(["PO 1", "PO 1"], ["PO 1"], []), (["PO 1", "PO 2"], [], ["PO 1, PO 2"]), (["", ""], [], ["2027-03"])],
)
def test_the_buyer_finds_its_order_or_a_reference(
    orders: list[str], order_ids: list[str], references: list[str]
) -> None:
    root = read(sent(*(part(str(n), 1_00, None, 0, order) for n, order in enumerate(orders))))
    assert texts(root, "cac:OrderReference/cbc:ID") == order_ids
    assert texts(root, "cbc:BuyerReference") == references


def test_a_credit_note_names_what_it_takes_back_and_asks_for_no_money() -> None:
    root = read(replace(sent(), words="CN-0002", is_credit=True, credits=("INV-0001", date(2027, 3, 31))))
    assert root.tag.endswith("}CreditNote")
    assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == ["INV-0001"]
    assert (texts(root, "cbc:CreditNoteTypeCode"), texts(root, "cbc:DueDate")) == (["381"], [])
    assert root.findall("cac:PaymentMeans", NAMES) == []
    assert len(root.findall("cac:CreditNoteLine", NAMES)) == 4


def test_what_people_wrote_is_text_and_never_markup() -> None:
    root = read(sent(part("<b>&\"'</b>", 1_00, None, 0)))
    assert texts(root, "cac:InvoiceLine/cac:Item/cbc:Name") == ["<b>&\"'</b>"]


@pytest.mark.parametrize(
    ("codings", "of_all", "of_lines"),
    [
        (["ASC-4430", "ASC-4430"], ["ASC-4430"], []),
        (["ASC-4430", "ASC-9"], [], ["ASC-4430", "ASC-9"]),
        (["ASC-4430", ""], [], ["ASC-4430"]),
        (["", ""], [], []),
    ],
)
def test_the_buyer_books_all_of_it_under_one_coding_or_each_line_under_its_own(
    codings: list[str], of_all: list[str], of_lines: list[str]
) -> None:
    one = sent(*(replace(part(str(n), 1_00, None, 0), coding=coding) for n, coding in enumerate(codings)))
    root = read(one)
    assert texts(root, "cbc:AccountingCost") == of_all
    assert texts(root, "cac:InvoiceLine/cbc:AccountingCost") == of_lines
    order = [child.tag.rpartition("}")[2] for child in root]
    if of_all:
        assert order[order.index("DocumentCurrencyCode") :][:3] == [
            "DocumentCurrencyCode",
            "AccountingCost",
            "OrderReference",
        ]
    if of_lines:
        line = [child.tag.rpartition("}")[2] for child in root.findall("cac:InvoiceLine", NAMES)[0]]
        assert line[line.index("LineExtensionAmount") :][:3] == ["LineExtensionAmount", "AccountingCost", "Item"]
