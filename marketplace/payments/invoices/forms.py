"""Forms about invoices: what stands on them, why one is disputed or answered, how much of it is taken back."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from marketplace.money import format_pence
from marketplace.payments.invoices import terms
from marketplace.payments.invoices.models import Invoice, InvoiceBook, IsPaidBack
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.invoices.services.moving import LONGEST_REASON
from marketplace.payments.invoices.terms import Address, BookTerms
from marketplace.payments.papers.models import HasAddress
from marketplace.web.contact_fields import EmailAddress
from marketplace.web.fields import Pounds, Ticks, WholeNumber, Words
from marketplace.web.forms import Form
from marketplace.wording import day


class AddressForm(Form):
    """A name and where it is."""

    name = Words("Name on invoices", most=terms.LONGEST_NAME, needed="Enter a name")
    street = Words("Street", most=terms.LONGEST_STREET, needed="Enter the street")
    town = Words("Town", most=terms.LONGEST_TOWN, needed="Enter the town")
    postcode = Words("Postcode", most=terms.LONGEST_POSTCODE, needed="Enter the postcode")
    email = EmailAddress("E-mail address for invoices")

    @property
    def address(self) -> Address:
        """What was typed."""
        return Address(
            self.name.data or "",
            self.street.data or "",
            self.town.data or "",
            self.postcode.data or "",
            self.email.data or "",
        )


class BookForm(AddressForm):
    """What a provider's invoices say of it."""

    vat_number = Words(
        "VAT number", most=20, hint="Like GB123456789. Leave it empty if you are not registered for VAT."
    )
    sort_code = Words("Sort code", most=12, needed="Enter the sort code", hint="6 digits, like 83-06-08.")
    account_number = Words("Account number", most=12, needed="Enter the account number", hint="6 to 8 digits.")
    days = WholeNumber(
        "Days until an invoice is to be paid", least=0, most=terms.MOST_DAYS, needed="Enter a number of days"
    )

    @property
    def terms(self) -> BookTerms:
        """What was typed."""
        return BookTerms(
            self.address,
            self.vat_number.data or "",
            self.sort_code.data or "",
            self.account_number.data or "",
            self.days.data or 0,
        )

    @classmethod
    def showing(cls, book: InvoiceBook | None, *, usual: Address) -> "BookForm":
        """The form with what is kept, or with what is known of the provider."""
        if book is None:
            return cls(data={**_said(usual), "days": terms.USUAL_DAYS})
        kept = {name: getattr(book, name) for name in ("vat_number", "sort_code", "account_number", "days")}
        return cls(data={**_kept(book), **kept})


class PayerAddressForm(AddressForm):
    """Where a payer wants its invoices."""

    endpoint = Words(
        "Peppol address",
        most=terms.LONGEST_ENDPOINT,
        hint="Four digits, a colon and the id, like 9932:GB123456789. Leave it empty if you have none.",
    )
    sort_code = Words(
        "Sort code of where others pay you back",
        most=12,
        hint="For parts that you pay for other payers. 6 digits, like 83-06-08. Leave it empty if you pay for nobody.",
    )
    account_number = Words("Account number", most=12, hint="6 to 8 digits.")

    @property
    def account(self) -> tuple[str, str]:
        """Sort code and account number, as they were typed."""
        return self.sort_code.data or "", self.account_number.data or ""

    @classmethod
    def showing(cls, kept: IsPaidBack | None, *, usual: Address) -> Self:
        """The form with what is kept."""
        if kept is None:
            return cls(data=_said(usual))
        return cls(
            data={
                **_kept(kept),
                **{name: getattr(kept, name) for name in ("endpoint", "sort_code", "account_number")},
            }
        )


class FunderAddressForm(PayerAddressForm):
    """Where a funder is that has nobody here. Its name is that of its pots."""

    name = None  # type: ignore[assignment]

    @property
    def address(self) -> Address:
        """What was typed, without a name."""
        street, town, postcode = self.street.data or "", self.town.data or "", self.postcode.data or ""
        return Address("", street, town, postcode, self.email.data or "")


class ListForm(Form):
    """Which accepted invoices are paid together, less which credit notes; all of them to begin with."""

    invoices = Ticks("Which do you pay together?", choices=[], needed="Tick at least one invoice")

    @classmethod
    def of(cls, accepted: Sequence[Invoice], owed: Sequence[Invoice]) -> "ListForm":
        """The form for accepted invoices, and for what their providers owe: as much of it as fits is ticked."""
        paid: dict[tuple[str, str], int] = {}
        for one in accepted:
            paid[one.seller_key, one.buyer.name] = paid.get((one.seller_key, one.buyer.name), 0) + one.due_pence
        notes = [one for one in owed if one.run_id is None and (one.seller_key, one.buyer.name) in paid]
        ticked = [one.ref for one in accepted]
        for note in notes:
            if note.pence <= paid[note.seller_key, note.buyer.name]:
                paid[note.seller_key, note.buyer.name] -= note.pence
                ticked.append(note.ref)
        made = cls(data={"invoices": ticked})
        made.invoices.choices = [(one.ref, _choice(one)) for one in (*accepted, *notes)]
        return made


class DisputeForm(Form):
    """What the payer finds wrong."""

    reason = Words(
        "What is wrong with it?", most=LONGEST_REASON, lines=3, needed="Say what is wrong with it, in a few words"
    )


class AnswerForm(Form):
    """What the seller says to it."""

    reason = Words("Your answer", most=LONGEST_REASON, lines=3, needed="Write your answer")


class CreditForm(Form):
    """How much of each line is taken back, and why; all that is left of it to begin with."""

    reason = Words("Why?", most=LONGEST_REASON, lines=3, needed="Say why, in a few words")

    @classmethod
    def of(cls, one: Invoice) -> Self:
        """The form for what is left of an invoice."""
        left = {at: part for at, part in enumerate(one.left, start=1) if part.pence}
        fields: dict[str, Any] = {
            f"line_{at}": Pounds(
                f"Take back of line {at}",
                least=0,
                most=part.pence,
                hint=f"{part.words}, {part.when}: at most {format_pence(part.pence)} with VAT. 0 for nothing of it.",
            )
            for at, part in left.items()
        }
        made = cast("type[Self]", type("CreditForm", (cls,), fields))
        return made(data={f"line_{at}": part.pence for at, part in left.items()})

    @property
    def amounts(self) -> Mapping[int, int]:
        """Pence by place of the line; nothing of those that were left empty."""
        return {
            int(field.short_name.removeprefix("line_")): field.data or 0
            for field in self
            if field.short_name.startswith("line_")
        }


def _choice(one: Invoice) -> str:
    whose = f", for {one.buyer.name}" if one.payer is PayerSort.FUNDER else ""
    if one.due_pence < 0:
        return f"{one.words} from {one.seller.name}{whose}: {format_pence(one.pence)} less, which they owe you"
    return f"{one.words} from {one.seller.name}{whose}: {format_pence(one.due_pence)}, by {day(one.due_on)}"


def _said(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in ("name", "street", "town", "postcode", "email")}


def _kept(row: HasAddress) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("name", "street", "town", "postcode", "email")}
