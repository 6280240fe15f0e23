"""What a provider or payer says of itself for invoices: made tidy, and what is wrong with it by field. Pure."""

import re
from dataclasses import dataclass, replace

from marketplace.payments.bank_lists.bank_file import account_number_of, sort_code_of

LONGEST_NAME = 160
LONGEST_STREET = 120
LONGEST_TOWN = 60
LONGEST_POSTCODE = 10
LONGEST_ENDPOINT = 60
MOST_DAYS = 90
USUAL_DAYS = 30
_VAT_NUMBER = re.compile(r"GB(\d{9}|\d{12})")
_ENDPOINT = re.compile(r"([0-9]{4}):([A-Za-z0-9.:-]{1,50})")
_SCHEMES = (
    "0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0151 0183 0184 0188 0190 0191 0192 0193 0195 0196 "
    "0198 0199 0200 0201 0202 0204 0208 0209 0210 0211 0212 0213 0215 0216 0218 0221 0230 9901 9910 9913 9914 9915 "
    "9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 "
    "9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959"
)
PEPPOL_SCHEMES = frozenset(_SCHEMES.split())
"""The schemes of addresses that are on Peppol (rule PEPPOL-EN16931-CL008): e-mail, EM, is none of them."""
_GLN = "0088"


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
        wrong |= account_faults(self.sort_code, self.account_number)
        if not 0 <= self.days <= MOST_DAYS:
            wrong["days"] = f"Enter a number of days from 0 to {MOST_DAYS}"
        return wrong


def account_problems(sort_code: str, account_number: str) -> dict[str, str]:
    """What is wrong with an account that need not be said, by field."""
    return account_faults(sort_code, account_number) if sort_code or account_number else {}


def account_faults(sort_code: str, account_number: str) -> dict[str, str]:
    """What is wrong with an account that must be said, by field."""
    wrong = {}
    if not sort_code_of(sort_code):
        wrong["sort_code"] = "A sort code has 6 digits, like 83-06-08"
    if not account_number_of(account_number):
        wrong["account_number"] = "An account number has 6 to 8 digits"
    return wrong


def is_peppol(endpoint: str) -> bool:
    """Whether an electronic address is one of Peppol's; of a GLN its check digit must be right (PEPPOL-COMMON-R040)."""
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None or found[1] not in PEPPOL_SCHEMES:
        return False
    return found[1] != _GLN or _is_gln(found[2])


def _is_gln(number: str) -> bool:
    """Whether 13 digits agree with the last of them, which GS1 works out from the others."""
    if not re.fullmatch("[0-9]{13}", number):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(number)) % 10 == 0


def endpoint_problem(endpoint: str) -> str:
    """What is wrong with a Peppol address, if anything; there need not be one."""
    if not endpoint or is_peppol(endpoint):
        return ""
    if endpoint.startswith(f"{_GLN}:"):
        return "A digit of this GLN is wrong: it has 13, and the last is worked out from the others"
    if _ENDPOINT.fullmatch(endpoint):
        return f"Peppol has no addresses that begin with {endpoint[:4]}. A VAT number begins with 9932"
    return "A Peppol address is four digits, a colon and the id, like 9932:GB123456789. Leave it empty if there is none"
