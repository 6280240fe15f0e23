"""Who a person is, and how the one who adds them comes to act for them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from marketplace import clock
from marketplace.accounts.contacts import LONGEST_EMAIL, LONGEST_NAME
from marketplace.accounts.models import Council
from marketplace.people.forms.representations import CONSENTS, POWERS_HINT, consent_of
from marketplace.people.offers import FIRST_DAY, LAST_DAY, LONGEST_POWERS, Offer
from marketplace.people.representation import NEEDING_CONSENT, WITH_POWERS, Capacity, Consent, at_most
from marketplace.people.writing import LONGEST_ADDRESS, LONGEST_KNOWN_AS, Details
from marketplace.web.fields import Day, Listed, OneOf, Words, YesNo
from marketplace.web.kept import KeptForm

LONGEST_TYPED = 40

_YOURS = {
    "name": ("Your full name", "name"),
    "known_as": ("What you like to be called", "nickname"),
    "born_on": ("Your date of birth", "bday"),
    "postal_address": ("Your postal address", "street-address"),
    "postcode": ("Your postcode", "postal-code"),
    "telephone": ("Your telephone number", "tel"),
    "email": ("Your e-mail address", "email"),
}
"""Labels for the reader's own details, and what their browser may fill in (WCAG 1.3.5)."""

_YOUR_HINTS = {
    "postcode": "Where you live. We use it to find breaks nearby.",
    "email": "Leave it empty if you have none.",
}


class DetailsForm(KeptForm):
    """Who a person is."""

    name = Words("Full name", most=LONGEST_NAME, needed="Enter a name")
    known_as = Words("What they like to be called", most=LONGEST_KNOWN_AS, hint="You can leave this empty.")
    born_on = Day("Date of birth", first=FIRST_DAY, last=LAST_DAY, hint="For example, 27 3 1951.")
    postal_address = Words(
        "Postal address",
        most=LONGEST_ADDRESS,
        hint="House and street, then the town. For letters, where there is no e-mail address. You can leave it empty.",
    )
    postcode = Words("Postcode", most=LONGEST_TYPED, hint="Where they live. We use it to find breaks nearby.")
    telephone = Words("Telephone number", most=LONGEST_TYPED)
    email = Words("E-mail address", most=LONGEST_EMAIL, hint="Leave it empty if they have none.")
    council = Listed(
        "Which council arranges or pays for support?",
        choices=(),
        hint="Care managers of that council can then see this page. If no council does, leave it as it is.",
    )

    def __init__(self, *, councils: Sequence[Council] = (), is_self: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.born_on.last = clock.today()
        if councils:
            self.council.choices = {"": "No council"} | {str(one.id): one.name for one in councils}
        else:
            del self.council
        if is_self:
            self._ask_the_reader()

    def _ask_the_reader(self) -> None:
        """Say you, and let the browser fill in what it knows."""
        for name, (label, filled_with) in _YOURS.items():
            field = self[name]
            field.label.text = label
            field.description = _YOUR_HINTS.get(name, field.description)
            if isinstance(field, Day):
                field.filled_with = filled_with
            else:
                field.render_kw = {"params": {"autocomplete": filled_with}}

    @classmethod
    def showing(cls, details: Details, *, seen: str, **more: Any) -> "DetailsForm":
        """The form as it is drawn for details that are kept already."""
        council = str(details.council_id or "")
        return cls(data={**asdict(details), "council": council, "seen": seen}, **more)

    @property
    def details(self) -> Details:
        """What was typed. Without a field for it the council is left to the service."""
        chosen = str(self.council.data or "") if "council" in self else ""
        return Details(
            name=self.name.data or "",
            known_as=self.known_as.data or "",
            born_on=self.born_on.data,
            postal_address=self.postal_address.data or "",
            postcode=self.postcode.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
            council_id=int(chosen) if chosen else None,
        )


class SomeoneForm(DetailsForm):
    """Somebody for whom the reader acts in one capacity; only what that capacity needs is asked."""

    consent = OneOf("How did they say yes to your help?", choices=CONSENTS, needed="Say how they said yes")
    powers = Words(
        "Which paper gives you the powers?", most=LONGEST_POWERS, needed="Write which paper", hint=POWERS_HINT
    )
    from_on = Day("When did they begin?", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day they began")
    until_on = Day("When do they end?", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty if they have no end.")
    cares = YesNo(
        "Do you care for them, unpaid?",
        needed="Say yes or no",
        hint="If yes, you can have breaks of your own here too.",
    )

    def __init__(self, *, capacity: Capacity, **more: Any) -> None:
        super().__init__(**more)
        self.capacity = capacity
        if capacity not in NEEDING_CONSENT:
            del self.consent
        if capacity not in WITH_POWERS:
            del self.powers, self.from_on, self.until_on
        if capacity is Capacity.ADVISER:
            del self.cares
        if capacity is Capacity.PARENT:
            self.born_on.needed = "Enter the date of birth: a parent acts as of right until 16"

    @property
    def offer(self) -> Offer:
        """What the reader may do from now on: everything their capacity can carry."""
        has_powers = self.capacity in WITH_POWERS
        return Offer(
            capacity=self.capacity,
            scopes=at_most(self.capacity),
            from_on=self.from_on.data if has_powers else clock.today(),
            until_on=self.until_on.data if has_powers else None,
            powers=(self.powers.data or "") if has_powers else "",
            consent=consent_of(self.consent.data) if "consent" in self else Consent.NOT_NEEDED,
        )

    @property
    def is_carer(self) -> bool:
        """Whether the reader is their unpaid carer."""
        return "cares" in self and self.cares.answer is True
