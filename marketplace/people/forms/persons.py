"""Who a person is, and how the one who adds them comes to act for them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from marketplace import clock
from marketplace.accounts.contacts import LONGEST_EMAIL, LONGEST_NAME
from marketplace.accounts.models import Council
from marketplace.people.forms.kept import KeptForm
from marketplace.people.forms.representations import CONSENTS, HOW_THEY_ACT, POWERS_HINT, consent_of
from marketplace.people.offers import FIRST_DAY, LAST_DAY, LONGEST_POWERS, Offer
from marketplace.people.representation import ALL, NEEDING_CONSENT, Capacity, Consent, at_most
from marketplace.people.writing import LONGEST_KNOWN_AS, Details
from marketplace.web.fields import Day, Listed, OneOf, Words, YesNo

LONGEST_TYPED = 40

_YOURS = {
    "name": ("Your full name", "name"),
    "known_as": ("What you like to be called", "nickname"),
    "born_on": ("Your date of birth", ""),
    "postcode": ("Your postcode", "postal-code"),
    "telephone": ("Your telephone number", "tel"),
    "email": ("Your e-mail address", "email"),
}
"""Labels for the reader's own details, and what their browser may fill in (WCAG 1.3.5)."""


class DetailsForm(KeptForm):
    """Who a person is."""

    name = Words("Full name", most=LONGEST_NAME, needed="Enter a name")
    known_as = Words("What they like to be called", most=LONGEST_KNOWN_AS, hint="You can leave this empty.")
    born_on = Day("Date of birth", first=FIRST_DAY, last=LAST_DAY, hint="For example, 27 3 1951.")
    postcode = Words("Postcode", most=LONGEST_TYPED, hint="Where they live. We use it to find breaks nearby.")
    telephone = Words("Telephone number", most=LONGEST_TYPED)
    email = Words("E-mail address", most=LONGEST_EMAIL, hint="Leave it empty if they have none.")
    council = Listed(
        "Which council arranges or pays for support?",
        choices=[],
        hint="Care managers of that council can then see this page. If no council does, leave it as it is.",
    )

    def __init__(self, *, councils: Sequence[Council] = (), is_self: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.born_on.last = clock.today()
        if councils:
            self.council.choices = [("", "No council"), *((str(one.id), one.name) for one in councils)]
        else:
            del self.council
        for name, (label, filled_with) in _YOURS.items() if is_self else ():
            self[name].label.text = label
            if filled_with:
                self[name].render_kw = {"params": {"autocomplete": filled_with}}

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
            postcode=self.postcode.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
            council_id=int(chosen) if chosen else None,
        )


class SomeoneForm(DetailsForm):
    """Somebody whom the reader helps, and by what right."""

    capacity = OneOf("How do you act for them?", choices=HOW_THEY_ACT, needed="Say how you act for them")
    consent = OneOf("If you help them: how did they say yes?", choices=CONSENTS, hint="They can end your help.")
    powers = Words("If you are a guardian or an attorney: which paper says so?", most=LONGEST_POWERS, hint=POWERS_HINT)
    from_on = Day("When did your powers begin?", first=FIRST_DAY, last=LAST_DAY)
    until_on = Day("When do they end?", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty if they have no end.")
    is_carer = YesNo(
        "Do you care for them, unpaid?",
        needed="Say yes or no",
        hint="If yes, you can have breaks of your own here too.",
    )

    @property
    def offer(self) -> Offer:
        """What the reader may do from now on: everything their capacity can carry."""
        capacity = Capacity(self.capacity.data)
        has_powers = capacity not in NEEDING_CONSENT and capacity is not Capacity.PARENT
        return Offer(
            capacity=capacity,
            scopes=ALL,
            from_on=(self.from_on.data if has_powers else None) or clock.today(),
            until_on=self.until_on.data if has_powers else None,
            powers=(self.powers.data or "") if has_powers else "",
            consent=consent_of(self.consent.data) if capacity in NEEDING_CONSENT else Consent.NOT_NEEDED,
        )


class AdvisersPersonForm(DetailsForm):
    """Somebody who has said yes to an adviser."""

    consent = OneOf("How did they say yes to your help?", choices=CONSENTS, needed="Say how they said yes")

    @property
    def offer(self) -> Offer:
        """What an adviser may do from now on."""
        return Offer(Capacity.ADVISER, at_most(Capacity.ADVISER), clock.today(), consent=consent_of(self.consent.data))
