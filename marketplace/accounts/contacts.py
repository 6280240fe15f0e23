"""Names, e-mail addresses and telephone numbers as they are kept. Pure."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST_EMAIL = 254
LONGEST_NAME = 120
_TELEPHONE = re.compile(r"\+?\d{9,15}")


def email_as_kept(text: str) -> str | None:
    """The address in lower case and plain letters, its domain as mail servers know it; None when it is no address."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    address = found.ascii_email
    return address.lower() if address and len(address) <= LONGEST_EMAIL else None


def telephone_as_kept(text: str) -> str | None:
    """The number with single spaces; None when it is no number of 9 to 15 figures."""
    kept = " ".join(text.split())
    return kept if len(kept) <= 30 and _TELEPHONE.fullmatch(re.sub(r"[ ()-]", "", kept)) else None


def name_as_kept(text: str) -> str | None:
    """A name on one line, letters composed, nothing unseen in it; None when empty or over 120 letters."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = "".join(letter for letter in composed if unicodedata.category(letter) not in {"Cc", "Cf"})
    return kept if 0 < len(kept) <= LONGEST_NAME else None
