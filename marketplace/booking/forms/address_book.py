"""The address book: what is kept of a provider elsewhere, an invitation, and joining by one."""

from typing import Any, Self

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.forms import CHOOSE_PASSWORD
from marketplace.booking.drafts import LONGEST_NAME, LONGEST_TOWN
from marketplace.booking.models import OffSiteProvider
from marketplace.booking.services.address_book import EntryDetails
from marketplace.web.contact_fields import EmailAddress, Name, Password, Telephone
from marketplace.web.fields import Listed, Words
from marketplace.web.forms import Form

_OF_OTHERS = {"params": {"autocomplete": "off"}}
_EMAIL_OF_OTHERS = {"type": "email", "params": {"autocomplete": "off", "inputmode": "email", "spellcheck": False}}


class EntryForm(Form):
    """What is kept of a provider elsewhere."""

    name = Words("Their name", most=LONGEST_NAME, needed="Enter their name", render_kw=_OF_OTHERS)
    kind = Listed("What do they offer?", choices=[(kind.value, kind.label) for kind in ListingKind])
    town = Words("Town", most=LONGEST_TOWN)
    email = EmailAddress("Their e-mail address", needed="", render_kw=_EMAIL_OF_OTHERS)
    telephone = Telephone("Their telephone number", render_kw={"type": "tel", **_OF_OTHERS})

    @classmethod
    def drawn(cls, entry: OffSiteProvider) -> Self:
        """The form as it is kept."""
        kept = {"name": entry.name, "town": entry.town, "email": entry.email, "telephone": entry.telephone_words}
        return cls(data=kept | {"kind": entry.kind.value})

    @property
    def details(self) -> EntryDetails:
        """What was typed."""
        return EntryDetails(
            name=self.name.data or "",
            kind=ListingKind(self.kind.data),
            town=self.town.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
        )


class InviteForm(Form):
    """Where the one link goes."""

    email = EmailAddress("Their e-mail address", render_kw=_EMAIL_OF_OTHERS)


class JoinForm(Form):
    """A provider who was invited and has no account yet."""

    name = Name()
    password = Password("Choose a password", is_new=True, needed="Choose a password", hint=CHOOSE_PASSWORD)


def as_typed(entry: OffSiteProvider | None) -> dict[str, Any]:
    """What need not be typed again for a part from somebody who is in the book."""
    if entry is None:
        return {}
    return {
        "kind": entry.kind.value,
        "provider_name": entry.name,
        "provider_contact": ", ".join(filter(None, (entry.telephone_words, entry.email))),
        "provider_town": entry.town,
        "registration_number": entry.registration_number,
    }
