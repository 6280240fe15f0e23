"""What a provider or payer says of itself for invoices: made tidy, and what is wrong with it by field. Pure."""

import re
from dataclasses import dataclass, replace

from marketplace.payments.invoices.bank_file import account_number_of, sort_code_of

LONGEST_NAME = 160
LONGEST_STREET = 120
LONGEST_TOWN = 60
LONGEST_POSTCODE = 10
LONGEST_ENDPOINT = 60
MOST_DAYS = 90
USUAL_DAYS = 30
_VAT_NUMBER = re.compile(r"GB(\d{9}|\d{12})")
_ENDPOINT = re.compile(r"\d{4}:[A-Za-z0-9.:-]{1,50}")


@dataclass(frozen=True, slots=True)
class Address:
    """Who an invoice is from or to, and where they are."""

    name: str
    street: str
    town: str
    postcode: str
    email: str

    def problems(self) -> dict[str, str]:
        """What is missing, by field."""
        asked = {"name": "Enter a name", "street": "Enter the street", "town": "Enter the town"}
        asked |= {"postcode": "Enter the postcode", "email": "Enter an e-mail address"}
        return {field: why for field, why in asked.items() if not getattr(self, field)}


@dataclass(frozen=True, slots=True)
class BookTerms:
    """What a provider's invoices say of it. ``days``: until they are to be paid."""

    address: Address
    vat_number: str
    sort_code: str
    account_number: str
    days: int = USUAL_DAYS

    def tidy(self) -> "BookTerms":
        """The same, as it is kept; what cannot be read stays as it was typed."""
        letters = re.sub(r"[\s.]", "", self.vat_number).upper()
        return replace(
            self,
            vat_number=f"GB{letters}" if letters.isdecimal() else letters,
            sort_code=sort_code_of(self.sort_code) or self.sort_code,
            account_number=account_number_of(self.account_number) or self.account_number,
        )

    def problems(self) -> dict[str, str]:
        """What is wrong with tidy terms, by field."""
        wrong = self.address.problems()
        if self.vat_number and not _VAT_NUMBER.fullmatch(self.vat_number):
            wrong["vat_number"] = "A VAT number has 9 digits, like GB123456789. Leave it empty if you have none"
        if not sort_code_of(self.sort_code):
            wrong["sort_code"] = "A sort code has 6 digits, like 83-06-08"
        if not account_number_of(self.account_number):
            wrong["account_number"] = "An account number has 6 to 8 digits"
        if not 0 <= self.days <= MOST_DAYS:
            wrong["days"] = f"Enter a number of days from 0 to {MOST_DAYS}"
        return wrong


def endpoint_problem(endpoint: str) -> str:
    """What is wrong with a Peppol address, if anything; there need not be one."""
    if not endpoint or _ENDPOINT.fullmatch(endpoint):
        return ""
    return "A Peppol address is four digits, a colon and the id, like 9932:GB123456789. Leave it empty if there is none"
