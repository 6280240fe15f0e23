"""An invoice as UBL 2.1: Peppol BIS Billing 3.0 where both sides are on Peppol, else EN 16931. Pure.

eu-einvoice writes it, and nothing else knows that library; here it is told what stands on the paper. Each line is one
thing at its price without tax. The tax of each category is as on the paper, which EN 16931 lets differ from net times
rate by the rounding (BR-CO-17).
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from eu_einvoice.model import prepare
from eu_einvoice.profiles import get_profile
from eu_einvoice.ubl import generate

from marketplace.payments.invoices.paper import Part, Party, Sent
from marketplace.payments.invoices.terms import is_peppol

MEDIA_TYPE = "application/xml"
_E_MAIL = "EM"
_CREDIT_TRANSFER = "30"

Told = dict[str, Any]
"""What eu-einvoice reads: its keys stand for the business terms of EN 16931."""


@dataclass(frozen=True, slots=True)
class Category:
    """A tax category of UNCL 5305. ``rate`` in ten-thousandths; none where the category has none."""

    code: str
    rate: int | None
    reason: str = ""


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
    """The document, UTF-8 with its declaration. Raises ValueError where it would not say the sums of the paper."""
    is_on_peppol = is_peppol(sent.seller.endpoint) and is_peppol(sent.buyer.endpoint)
    name, profile = get_profile("peppol" if is_on_peppol else "en16931-ubl")
    written, found = prepare(_told(sent), name, trust_amounts=True)
    if found.errors:
        raise ValueError(f"{sent.words} cannot be written as UBL: {found.errors}")
    made: bytes = generate(written, profile)
    return made


def _told(sent: Sent) -> Told:
    return {
        "type": "credit_note" if sent.is_credit else "invoice",
        "number": sent.words,
        "issue_date": sent.issued_on.isoformat(),
        "currency": "GBP",
        "accounting_reference": sent.only_coding,
        "seller": _party(sent.seller),
        "buyer": _party(sent.buyer),
        "lines": [_line(part, sent) for part in sent.parts],
        "totals": {"tax_total": _decimal(sent.vat_pence), "payable": _decimal(sent.pence)},
        **_taxes(sent),
        **_references(sent),
        **({} if sent.is_credit else _to_pay(sent)),
    }


def _party(party: Party) -> Told:
    address = {"line1": party.street, "city": party.town, "postal_code": party.postcode, "country": "GB"}
    scheme, _, at = party.endpoint.partition(":")
    is_known = scheme == _E_MAIL or is_peppol(party.endpoint)
    return {
        "name": party.name,
        "address": address,
        "ids": [party.id] if party.id else [],
        "vat_id": party.vat_number,
        "electronic_address": {"scheme": scheme, "id": at} if is_known else None,
    }


def _references(sent: Sent) -> Told:
    """How the buyer finds what it is for: one order; or all of them, or the month, as its reference."""
    orders = sent.purchase_orders
    told: Told = {}
    if len(orders) == 1:
        told["order_reference"] = orders[0]
    else:
        told["buyer_reference"] = ", ".join(orders) or f"{sent.month:%Y-%m}"
    if sent.credits:
        number, issued_on = sent.credits
        told["preceding_invoices"] = [{"number": number, "date": issued_on.isoformat()}]
    return told


def _to_pay(sent: Sent) -> Told:
    account = {"account_id": f"{sent.sort_code}{sent.account_number}", "account_name": sent.seller.name}
    payment = {"means_code": _CREDIT_TRANSFER, "remittance_info": sent.words, "credit_transfers": [account]}
    return {"due_date": sent.due_on.isoformat(), "payment": payment}


def _taxes(sent: Sent) -> Told:
    found = Counter[Category]()
    for part in sent.parts:
        found[_category_of(part, sent)] += part.vat_pence
    return {
        "vat_breakdown": [
            {"category": one.code, "rate": _rate(one), "tax": _decimal(pence)} for one, pence in found.items()
        ],
        "vat_exemptions": {one.code: one.reason for one in found if one.reason},
    }


def _line(part: Part, sent: Sent) -> Told:
    category = _category_of(part, sent)
    return {
        "name": part.words,
        "description": part.when,
        "note": f"Purchase order {part.purchase_order}" if part.purchase_order else "",
        "quantity": 1,
        "price": _decimal(part.pence - part.vat_pence),
        "accounting_reference": "" if sent.only_coding else part.coding,
        "vat_category": category.code,
        "vat_rate": _rate(category),
    }


def _category_of(part: Part, sent: Sent) -> Category:
    return category_of(part.vat_per_ten_thousand, is_registered=bool(sent.seller.vat_number))


def _rate(category: Category) -> str | None:
    return None if category.rate is None else _decimal(category.rate)


def _decimal(hundredths: int) -> str:
    """Pence as pounds, ten-thousandths as per cent."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
