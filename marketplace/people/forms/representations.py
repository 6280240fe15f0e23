"""Who is to act for a person, and what they may do."""

from typing import Any

from marketplace import clock
from marketplace.accounts.contacts import LONGEST_EMAIL
from marketplace.accounts.forms import CHOOSE_PASSWORD
from marketplace.people.offers import FIRST_DAY, LAST_DAY, LONGEST_POWERS, Offer
from marketplace.people.representation import NEEDING_CONSENT, WITH_POWERS, Capacity, Consent, Scope, Standing, at_most
from marketplace.web.contact_fields import Name, Password
from marketplace.web.fields import Choices, Day, OneOf, Ticks, Words
from marketplace.web.forms import Form

POWERS_HINT = "For example: welfare guardianship order, Jedburgh Sheriff Court, 4 May 2025."

CONSENTS: Choices = (
    (Consent.TOLD.value, "They told me"),
    (Consent.WRITTEN.value, "They wrote it down"),
)

_MAY: Choices = (
    (Scope.PLAN.value, "Plan breaks, and keep needs up to date"),
    (Scope.PAY.value, "Use the money"),
    (Scope.MEDICAL.value, "See health notes"),
)


class InviteForm(Form):
    """An invitation to act for a person in one capacity; only what that capacity needs is asked."""

    email = Words("Their e-mail address", most=LONGEST_EMAIL, needed="Enter their e-mail address")
    scopes = Ticks(
        "What may they do?",
        choices=_MAY,
        hint="They can always see what is planned. Tick only what they need.",
    )
    powers = Words("Which paper gives the powers?", most=LONGEST_POWERS, needed="Write which paper", hint=POWERS_HINT)
    from_on = Day("First day", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty to start today.")
    until_on = Day("Last day", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty if there is no end.")
    consent = OneOf("How did the person say yes to this?", choices=CONSENTS, needed="Say how the person said yes")

    def __init__(self, *, capacity: Capacity, standing: Standing, called: str, **more: Any) -> None:
        super().__init__(**more)
        self.capacity = capacity
        may = at_most(capacity) & standing.may_pass_on
        self.scopes.choices = {name: words for name, words in _MAY if Scope(name) in may}
        self.consent.label.text = f"How did {called} say yes to this?"
        if standing.may_decide or capacity not in NEEDING_CONSENT:
            del self.consent
        if capacity in WITH_POWERS:
            self.scopes.description = "They can always see what is planned. Tick only what the paper gives."
        else:
            del self.powers

    @property
    def offer(self) -> Offer:
        """What is offered."""
        return Offer(
            capacity=self.capacity,
            scopes=frozenset({Scope.SEE, *(Scope(name) for name in self.scopes.data or ())}),
            from_on=self.from_on.data or clock.today(),
            until_on=self.until_on.data,
            powers=(self.powers.data or "") if "powers" in self else "",
            consent=consent_of(self.consent.data) if "consent" in self else None,
        )


class SignInForm(Form):
    """A sign-in of the person's own."""

    email = Words("Their own e-mail address", most=LONGEST_EMAIL, needed="Enter their e-mail address")


class JoinForm(Form):
    """A sign-in made for an invitation."""

    name = Name()
    password = Password("A password", is_new=True, needed="Choose a password", hint=CHOOSE_PASSWORD)


def consent_of(typed: str | None) -> Consent | None:
    """The answer to how somebody said yes; None when it was not given."""
    return Consent(typed) if typed else None
