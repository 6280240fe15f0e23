"""Forms about accounts: fields, labels, the wording of what is missing. What is good enough, the services decide."""

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace.accounts.models import Council
from marketplace.accounts.roles import OrganisationKind, Role, RoleName
from marketplace.geo import UnknownPlace, find
from marketplace.web.contact_fields import EmailAddress, Name, Password, Telephone
from marketplace.web.fields import Listed, OneOf, Words
from marketplace.web.forms import Form
from marketplace.wording import capital

CHOOSE_PASSWORD = "10 letters or more. Three words you can remember work well."  # noqa: S105 - a hint

_OF_OTHERS = {"type": "tel", "params": {"autocomplete": "off", "classes": "govuk-input--width-20"}}

REASONS = (
    (RoleName.PERSON.value, "I need a break"),
    (RoleName.CARER.value, "I look after someone"),
    (RoleName.FAMILY.value, "I help someone plan their break"),
)
"""What brings somebody here, in their words, for each role of one's own."""


class Reasons(SelectMultipleField):
    """What brings somebody here; at least one."""

    widget = GovCheckboxesInput()

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("Choose what brings you here")
        super().pre_validate(form)


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailAddress()
    password = Password("Your password", is_new=False, needed="Enter your password")


class RegisterForm(Form):
    """Somebody joins for themselves or somebody close."""

    roles = Reasons("What brings you here?", choices=dict(REASONS), description="Choose all that are so.")
    name = Name()
    email = EmailAddress(hint="We send a letter there, to see that it is yours.")


class RegisterProviderForm(Form):
    """Somebody who offers something joins, with the organisation they run."""

    organisation_name = Words(
        "What you run",
        most=120,
        needed="Enter the name of what you run",
        hint="A company, a charity, or your own name if you work alone.",
        render_kw={"params": {"autocomplete": "organization"}},
    )
    name = Name()
    email = EmailAddress(hint="We send a letter there, to see that it is yours.")


class PasswordForm(Form):
    """A new password, chosen with a link from a letter."""

    password = Password("Choose a password", is_new=True, needed="Choose a password", hint=CHOOSE_PASSWORD)


class ResetForm(Form):
    """Where to send the link for a new password."""

    email = EmailAddress()


class DetailsForm(Form):
    """Who one is."""

    name = Name()
    telephone = Telephone("Your telephone number (if you like)")


class ChangePasswordForm(Form):
    """Another password, for somebody who knows theirs."""

    current_password = Password("Your password now", is_new=False, needed="Enter your password")
    password = Password("Your new password", is_new=True, needed="Choose a password", hint=CHOOSE_PASSWORD)


class ChangeEmailForm(Form):
    """Another e-mail address, for somebody who knows their password."""

    email = EmailAddress("Your new e-mail address")
    password = Password("Your password", is_new=False, needed="Enter your password")


class InviteForm(Form):
    """An invitation into an organisation. ``offer`` says which roles there are."""

    email = EmailAddress("Their e-mail address", render_kw={"type": "email", "params": {"autocomplete": "off"}})
    role = OneOf("What they do", choices=(), needed="Choose what they do")

    def offer(self, roles: list[Role]) -> None:
        """Let one of these be chosen; where there is only one, it is."""
        self.role.choices = [(role.name.value, capital(role.label)) for role in roles]
        if len(roles) == 1 and not self.role.data:
            self.role.data = roles[0].name.value


class TakeForm(Form):
    """Somebody who was invited and has no account yet."""

    name = Name()
    password = Password("Choose a password", is_new=True, needed="Choose a password", hint=CHOOSE_PASSWORD)


class OrganisationForm(Form):
    """A new organisation. ``offer`` says which councils there are."""

    kind = OneOf(
        "What it is",
        choices=[(kind.value, capital(kind.label)) for kind in OrganisationKind if kind != "brokerage"],
        needed="Choose what it is",
    )
    name = Words("Its name", most=120, needed="Enter its name")
    council = Listed("Its council", choices=(), hint="For a council. For others only if they work for one alone.")

    def offer(self, councils: list[Council]) -> None:
        """Let one of these be chosen, or none."""
        self.council.choices = [("", "No one council"), *((council.gss_code, council.name) for council in councils)]


class Whereabouts(Words):
    """A place, for the council that looks after it."""

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.council_code = find(self.data).council_code
        except UnknownPlace as unknown:
            raise StopValidation(unknown.message) from unknown
        if self.council_code is None:
            raise StopValidation("We cannot tell the council from this. Type a whole postcode, or a town")

    council_code: str | None = None


class WhereForm(Form):
    """Where somebody who may be harmed is, and where they live. Nothing is kept of it."""

    now = Whereabouts("Where is the person now?", most=80, hint="A town or postcode.")
    home = Whereabouts("Where do they live, if somewhere else?", most=80)

    def council_codes(self) -> list[str]:
        """The councils to tell, each once: first where the person is."""
        found = (self.now.council_code, self.home.council_code)
        return list(dict.fromkeys(code for code in found if code))


class CouncilNumbersForm(Form):
    """Whom to call in one council about harm."""

    telephone = Telephone(
        "By day", render_kw={"type": "tel", "params": {"autocomplete": "off", "classes": "govuk-input--width-20"}}
    )
    out_of_hours_telephone = Telephone(
        "At night and at weekends",
        render_kw={"type": "tel", "params": {"autocomplete": "off", "classes": "govuk-input--width-20"}},
    )


class JustAsked(Form):
    """A button and nothing to fill in."""
