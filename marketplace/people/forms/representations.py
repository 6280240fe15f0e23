"""Who is to act for a person, and what they may do."""

from typing import Any

from marketplace import clock
from marketplace.accounts.contacts import LONGEST_EMAIL
from marketplace.accounts.forms import CHOOSE_PASSWORD
from marketplace.people.forms.ticks import Ticks
from marketplace.people.offers import FIRST_DAY, LAST_DAY, LONGEST_POWERS, Offer
from marketplace.people.representation import Capacity, Consent, Scope, Standing
from marketplace.web.contact_fields import Name, Password
from marketplace.web.fields import Choices, Day, OneOf, Words
from marketplace.web.forms import Form

POWERS_HINT = "For example: welfare guardianship order, Jedburgh Sheriff Court, 4 May 2025."

CONSENTS: Choices = (
    (Consent.TOLD.value, "They told me"),
    (Consent.WRITTEN.value, "They wrote it down"),
)

HOW_THEY_ACT: Choices = (
    (Capacity.HELPER.value, "They asked me to help"),
    (Capacity.PARENT.value, "I am their parent, and they are under 16"),
    (Capacity.ATTORNEY.value, "I am their attorney"),
    (Capacity.GUARDIAN.value, "I am their guardian"),
)

_WHO: Choices = (
    (Capacity.HELPER.value, "A helper: family or a friend"),
    (Capacity.ADVISER.value, "An adviser from a carers' centre or support organisation"),
    (Capacity.PARENT.value, "A parent, of someone under 16"),
    (Capacity.ATTORNEY.value, "An attorney"),
    (Capacity.GUARDIAN.value, "A guardian"),
)

_MAY: Choices = (
    (Scope.PLAN.value, "Plan breaks, and keep needs up to date"),
    (Scope.PAY.value, "Use the money"),
    (Scope.MEDICAL.value, "See health notes"),
)


class InviteForm(Form):
    """An invitation to act for a person."""

    email = Words("Their e-mail address", most=LONGEST_EMAIL, needed="Enter their e-mail address")
    capacity = OneOf("Who are they?", choices=_WHO, needed="Say who they are")
    scopes = Ticks(
        "What may they do?",
        choices=_MAY,
        hint="They can always see what is planned. Tick only what they need. "
        "For a guardian or attorney, only what their papers give.",
    )
    powers = Words("If they are a guardian or an attorney: which paper says so?", most=LONGEST_POWERS, hint=POWERS_HINT)
    from_on = Day("First day", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty to start today.")
    until_on = Day("Last day", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty if there is no end.")
    consent = OneOf("How did the person say yes to this?", choices=CONSENTS)

    def __init__(self, *, standing: Standing, called: str, **more: Any) -> None:
        super().__init__(**more)
        self.scopes.choices = [choice for choice in _MAY if Scope(choice[0]) in standing.may_pass_on]
        if standing.may_decide:
            del self.consent
        else:
            self.consent.label.text = f"How did {called} say yes to this?"
            self.consent.description = "For a helper or an adviser. You can leave it empty for the others."

    @property
    def offer(self) -> Offer:
        """What is offered."""
        return Offer(
            capacity=Capacity(self.capacity.data),
            scopes=frozenset({Scope.SEE, *(Scope(name) for name in self.scopes.data or ())}),
            from_on=self.from_on.data or clock.today(),
            until_on=self.until_on.data,
            powers=self.powers.data or "",
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
