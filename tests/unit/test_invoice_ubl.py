"""An invoice as UBL: what a finance system reads of it. Elements by their names, amounts as they are on the paper."""

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from marketplace.listings.vat import Vat
from marketplace.payments.invoices.paper import Sent
from marketplace.payments.invoices.ubl import Category, as_ubl, category_of
from scripts.lock import NOT_TO_RUN
from tests.invoices import BUYER, ISSUED_ON, SELLER, part, sent

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
EN_16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
E_MAIL = "EM:invoices@borders.example.org"
WRITES_WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # importing any of these is an error from here on
import marketplace.app
from marketplace.payments.invoices.ubl import as_ubl
from tests.invoices import sent
print(as_ubl(sent()).decode())
"""


def read(one: Sent) -> Element:
    return fromstring(as_ubl(one))  # noqa: S314 - our own document


def texts(root: Element, path: str) -> list[str]:
    return [found.text or "" for found in root.findall(path, NAMES)]


def test_both_on_peppol_it_is_peppol_else_the_bare_standard() -> None:
    assert texts(read(sent()), "cbc:CustomizationID") == [PEPPOL]
    for endpoint, endpoints in (("", 1), (E_MAIL, 2), ("1234:5", 1), ("0088:5790000435974", 1)):
        bare = replace(sent(), buyer=replace(BUYER, endpoint=endpoint))
        assert texts(read(bare), "cbc:CustomizationID") == [EN_16931]
        assert texts(read(bare), "cbc:ProfileID") == []
        assert len(texts(read(bare), ".//cbc:EndpointID")) == endpoints
    by_mail = replace(sent(), seller=replace(SELLER, endpoint=E_MAIL))
    assert texts(read(by_mail), "cbc:CustomizationID") == [EN_16931]


def test_its_sums_are_those_of_the_paper() -> None:
    one, root = sent(), read(sent())
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1336.10"]
    assert texts(root, "cac:TaxTotal/cbc:TaxAmount") == ["68.00"]
    nets = [round(float(text) * 100) for text in texts(root, "cac:InvoiceLine/cbc:LineExtensionAmount")]
    assert sum(nets) == one.pence - one.vat_pence
    assert nets == [part.pence - part.vat_pence for part in one.parts]
    prices = [round(float(text) * 100) for text in texts(root, "cac:InvoiceLine/cac:Price/cbc:PriceAmount")]
    assert prices == nets
    assert {found.get("currencyID") for found in root.iter() if found.get("currencyID")} == {"GBP"}
    assert texts(root, "cbc:DocumentCurrencyCode") == ["GBP"]


def test_the_tax_is_summed_by_category() -> None:
    root = read(sent())
    categories = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID")
    percents = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent")
    taxes = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")
    found = sorted(zip(categories, percents, taxes, strict=True))
    assert found == [("E", "0", "0.00"), ("S", "20", "67.50"), ("S", "5", "0.50")]
    reasons = texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason")
    assert reasons == ["Exempt from VAT, or outside its scope"]


def test_the_tax_is_that_of_the_paper_where_net_times_rate_is_another_penny() -> None:
    root = read(sent(part("A", 1_05, Vat.STANDARD, 2000)))  # 18p of £1.05; 20% of 87p is 17p
    assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount") == ["0.18"]
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1.05"]


@pytest.mark.parametrize("endpoint", [BUYER.endpoint, E_MAIL])
def test_no_document_says_another_sum_than_the_paper(endpoint: str) -> None:
    wrong = replace(part("A", 100_00, Vat.STANDARD, 2000), vat_pence=5_00)
    one = replace(sent(), buyer=replace(BUYER, endpoint=endpoint), parts=(wrong,))
    with pytest.raises(ValueError, match="INV-0001 cannot be written as UBL"):
        as_ubl(one)


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
    root = read(replace(sent(), words="CN-0002", is_credit=True, credits=("INV-0001", ISSUED_ON)))
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


def test_both_sides_are_named_with_where_they_are_and_money_goes_to_the_seller() -> None:
    root = read(sent())
    for role, party in (("Supplier", SELLER), ("Customer", BUYER)):
        at = f"cac:Accounting{role}Party/cac:Party"
        address = [
            texts(root, f"{at}/cac:PostalAddress/cbc:{name}") for name in ("StreetName", "CityName", "PostalZone")
        ]
        assert address == [[party.street], [party.town], [party.postcode]]
        assert texts(root, f"{at}/cac:PartyLegalEntity/cbc:RegistrationName") == [party.name]
    means = [texts(root, f"cac:PaymentMeans/{path}") for path in ("cbc:PaymentID", "cac:PayeeFinancialAccount/cbc:ID")]
    assert means == [["INV-0001"], ["83060801234567"]]
    assert texts(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name") == [SELLER.name]
    assert texts(root, "cac:InvoiceLine/cbc:Note") == ["Purchase order PO 4411"] * 4
    assert texts(root, "cac:InvoiceLine/cac:Item/cbc:Description") == ["Fri 5 Mar, 16:00 to 22:00"] * 4


def test_a_site_that_runs_writes_it_without_what_its_lock_leaves_out() -> None:
    left_out = [name for name, owners in packages_distributions().items() if set(owners) & set(NOT_TO_RUN)]
    assert {"saxonche", "reportlab", "facturx"} <= set(left_out)
    command = [sys.executable, "-c", WRITES_WITHOUT, *left_out]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, "<cbc:ID>INV-0001</cbc:ID>" in ended.stdout) == (0, True), ended.stderr
