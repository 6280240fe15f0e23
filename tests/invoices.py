"""Invoices and credit notes as they were sent, without a database: of every sort that is written as UBL."""

from dataclasses import replace
from datetime import date

from marketplace.listings.vat import Vat
from marketplace.payments.invoices.paper import Part, Party, Sent, credit_of, taxed

SELLER = Party("Whin Ltd", "1 Road", "Duns", "TD11 3AA", "9932:GB123456789", "GB123456789", "prov1")
BUYER = Party("Scottish Borders Council", "Newtown", "Melrose", "TD6 0SA", "0088:5790000435975")
ISSUED_ON = date(2027, 3, 31)


def part(words: str, pence: int, vat: Vat | None, rate: int, order: str = "PO 4411") -> Part:
    """What is invoiced of one thing; its tax is worked out by ``sent``."""
    return Part(f"share:{words}", "segment:1", words, "Fri 5 Mar, 16:00 to 22:00", order, pence, vat, rate)


def sent(*parts: Part) -> Sent:
    """An invoice for these parts, or for one of each rate."""
    mixed = parts or (
        part("Three nights", 405_00, Vat.STANDARD, 2000),
        part("Heating", 10_50, Vat.REDUCED, 500),
        part("Support, 36 hours", 885_60, Vat.EXEMPT, 0),
        part("A mattress", 35_00, Vat.NONE, 0),
    )
    return Sent(
        words="INV-0001",
        is_credit=False,
        issued_on=ISSUED_ON,
        due_on=date(2027, 4, 30),
        month=date(2027, 3, 1),
        seller=SELLER,
        buyer=BUYER,
        parts=taxed(mixed),
        sort_code="830608",
        account_number="01234567",
    )


def credited(one: Sent) -> Sent:
    """A credit note of all but a penny of each part."""
    some = tuple(credit_of(each, each, max(each.pence - 1, 1)) for each in one.parts)
    return replace(one, words="CN-0002", is_credit=True, parts=some, credits=(one.words, one.issued_on))


def every_sort() -> dict[str, Sent]:
    """An invoice of every sort, by what is special in it."""
    mixed = sent()
    care = (part("Support", 885_60, Vat.EXEMPT, 0), part("A mattress", 35_00, None, 0))
    codings = tuple(replace(each, coding=f"ASC-{n}") for n, each in enumerate(mixed.parts))
    return {
        "several rates": mixed,
        "a rate with a fraction": sent(part("Three nights", 405_00, Vat.STANDARD, 1750)),
        "exempt care alone": sent(*care),
        "a seller who is not registered": replace(
            sent(*care), seller=replace(SELLER, endpoint="EM:accounts@whin.example.org", vat_number="")
        ),
        "a payer with an e-mail address alone": replace(
            mixed, buyer=replace(BUYER, endpoint="EM:invoices@borders.example.org")
        ),
        "a payer whose scheme nobody knows": replace(mixed, buyer=replace(BUYER, endpoint="1234:5")),
        "a funder of whom the name is known": replace(mixed, buyer=Party("NHS Borders", "", "", "")),
        "several orders": sent(part("A", 1_05, Vat.STANDARD, 2000, "PO 1"), part("B", 3, Vat.STANDARD, 2000, "PO 2")),
        "no order": sent(part("A", 1_05, Vat.STANDARD, 2000, "")),
        "one coding": replace(mixed, parts=tuple(replace(each, coding="ASC-4430") for each in mixed.parts)),
        "a coding for each line": replace(mixed, parts=codings),
        "a penny": sent(part("A", 1, Vat.STANDARD, 2000)),
        "signs": sent(part("<b>&\"'</b> ", 1_00, Vat.STANDARD, 2000, "PO & <1>")),
    }
