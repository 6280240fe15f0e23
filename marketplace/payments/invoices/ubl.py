"""An invoice as UBL 2.1: Peppol BIS Billing 3.0 where both sides have an electronic address, else EN 16931. Pure.

Elements stand in the order of the UBL schemas. Each line is one thing at its price without tax; the tax of each
category is as on the paper, which EN 16931 lets differ from net times rate by the rounding (BR-CO-17).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from marketplace.payments.invoices.paper import Part, Party, Sent

MEDIA_TYPE = "application/xml"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
AGGREGATE = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EN_16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CREDIT_TRANSFER = "30"
_ONE = "C62"

for _prefix, _space in (("inv", INVOICE), ("cn", CREDIT_NOTE), ("cac", AGGREGATE), ("cbc", BASIC)):
    register_namespace(_prefix, _space)


@dataclass(frozen=True, slots=True)
class Category:
    """A tax category of UNCL 5305. ``rate`` in ten-thousandths; none where the category has none."""

    code: str
    rate: int | None
    reason: str = ""


@dataclass(slots=True)
class _Sums:
    net: int = 0
    tax: int = 0


def category_of(per_ten_thousand: int, *, is_registered: bool) -> Category:
    """The category of a line: taxed, exempt, or of a seller who is not registered and so outside the tax.

    Of one code and rate there may be one sum alone (BR-E-08), so exempt and outside its scope have one reason.
    """
    if not is_registered:
        return Category("O", None, "Not registered for VAT")
    if per_ten_thousand:
        return Category("S", per_ten_thousand)
    return Category("E", 0, "Exempt from VAT, or outside its scope")


def as_ubl(sent: Sent) -> bytes:
    """The document, UTF-8 with its declaration."""
    space, name = (CREDIT_NOTE, "CreditNote") if sent.is_credit else (INVOICE, "Invoice")
    root = Element(f"{{{space}}}{name}")
    _head(root, sent)
    _party(root, "AccountingSupplierParty", sent.seller)
    _party(root, "AccountingCustomerParty", sent.buyer)
    _means(root, sent)
    _tax_total(root, sent)
    _totals(root, sent)
    for number, part in enumerate(sent.parts, start=1):
        _line(root, number, part, sent)
    indent(root)
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _head(root: Element, sent: Sent) -> None:
    is_peppol = bool(sent.seller.endpoint and sent.buyer.endpoint)
    _text(root, "CustomizationID", PEPPOL if is_peppol else EN_16931)
    _text(root, "ProfileID", PEPPOL_PROCESS if is_peppol else "")
    _text(root, "ID", sent.words)
    _text(root, "IssueDate", sent.issued_on.isoformat())
    if not sent.is_credit:
        _text(root, "DueDate", sent.due_on.isoformat())
    _text(root, "CreditNoteTypeCode" if sent.is_credit else "InvoiceTypeCode", "381" if sent.is_credit else "380")
    _text(root, "DocumentCurrencyCode", "GBP")
    _text(root, "AccountingCost", sent.only_coding)
    orders = sent.purchase_orders
    if len(orders) != 1:
        _text(root, "BuyerReference", ", ".join(orders) or f"{sent.month:%Y-%m}")
    else:
        _text(_group(root, "OrderReference"), "ID", orders[0])
    if sent.credits:
        number, issued_on = sent.credits
        before = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _text(before, "ID", number)
        _text(before, "IssueDate", issued_on.isoformat())


def _party(root: Element, role: str, party: Party) -> None:
    one = _group(_group(root, role), "Party")
    if party.endpoint:
        scheme, _, address = party.endpoint.partition(":")
        _text(one, "EndpointID", address, schemeID=scheme)
    if party.id:
        _text(_group(one, "PartyIdentification"), "ID", party.id)
    address_group = _group(one, "PostalAddress")
    _text(address_group, "StreetName", party.street)
    _text(address_group, "CityName", party.town)
    _text(address_group, "PostalZone", party.postcode)
    _text(_group(address_group, "Country"), "IdentificationCode", "GB")
    if party.vat_number:
        scheme_group = _group(one, "PartyTaxScheme")
        _text(scheme_group, "CompanyID", party.vat_number)
        _text(_group(scheme_group, "TaxScheme"), "ID", "VAT")
    _text(_group(one, "PartyLegalEntity"), "RegistrationName", party.name)


def _means(root: Element, sent: Sent) -> None:
    if sent.is_credit:
        return
    means = _group(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", _CREDIT_TRANSFER)
    _text(means, "PaymentID", sent.words)
    account = _group(means, "PayeeFinancialAccount")
    _text(account, "ID", f"{sent.sort_code}{sent.account_number}")
    _text(account, "Name", sent.seller.name)


def _tax_total(root: Element, sent: Sent) -> None:
    total = _group(root, "TaxTotal")
    _amount(total, "TaxAmount", sent.vat_pence)
    for category, sums in _by_category(sent).items():
        one = _group(total, "TaxSubtotal")
        _amount(one, "TaxableAmount", sums.net)
        _amount(one, "TaxAmount", sums.tax)
        _category(one, "TaxCategory", category, with_reason=True)


def _by_category(sent: Sent) -> Mapping[Category, _Sums]:
    found: dict[Category, _Sums] = {}
    for part in sent.parts:
        sums = found.setdefault(_category_of(part, sent), _Sums())
        sums.net += part.pence - part.vat_pence
        sums.tax += part.vat_pence
    return found


def _totals(root: Element, sent: Sent) -> None:
    net = sent.pence - sent.vat_pence
    total = _group(root, "LegalMonetaryTotal")
    _amount(total, "LineExtensionAmount", net)
    _amount(total, "TaxExclusiveAmount", net)
    _amount(total, "TaxInclusiveAmount", sent.pence)
    _amount(total, "PayableAmount", sent.pence)


def _line(root: Element, number: int, part: Part, sent: Sent) -> None:
    net = part.pence - part.vat_pence
    line = _group(root, "CreditNoteLine" if sent.is_credit else "InvoiceLine")
    _text(line, "ID", str(number))
    _text(line, "Note", f"Purchase order {part.purchase_order}" if part.purchase_order else "")
    _text(line, "CreditedQuantity" if sent.is_credit else "InvoicedQuantity", "1", unitCode=_ONE)
    _amount(line, "LineExtensionAmount", net)
    _text(line, "AccountingCost", "" if sent.only_coding else part.coding)
    item = _group(line, "Item")
    _text(item, "Description", part.when)
    _text(item, "Name", part.words)
    _category(item, "ClassifiedTaxCategory", _category_of(part, sent))
    _amount(_group(line, "Price"), "PriceAmount", net)


def _category_of(part: Part, sent: Sent) -> Category:
    return category_of(part.vat_per_ten_thousand, is_registered=bool(sent.seller.vat_number))


def _category(parent: Element, name: str, category: Category, *, with_reason: bool = False) -> None:
    one = _group(parent, name)
    _text(one, "ID", category.code)
    if category.rate is not None:
        whole, rest = divmod(category.rate, 100)
        _text(one, "Percent", f"{whole}.{rest:02d}")
    if with_reason:
        _text(one, "TaxExemptionReason", category.reason)
    _text(_group(one, "TaxScheme"), "ID", "VAT")


def _group(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{AGGREGATE}}}{name}")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    """An element with a text; none where there is no text, for UBL has no empty elements."""
    if text:
        SubElement(parent, f"{{{BASIC}}}{name}", attributes).text = text


def _amount(parent: Element, name: str, pence: int) -> None:
    _text(parent, name, f"{pence // 100}.{pence % 100:02d}", currencyID="GBP")
