"""A new listing, who the provider is, and the brokerage's reason for sending a listing back."""

from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.contacts import email_as_kept, telephone_as_kept
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.forms.parts import care_question
from marketplace.listings.models import Provider
from marketplace.listings.services.providers import Details
from marketplace.web.contact_fields import NO_EMAIL, EmailAddress, Telephone
from marketplace.web.fields import OneOf, Words, YesNo
from marketplace.web.forms import Form

KINDS = tuple((kind.value, kind.label) for kind in ListingKind)


class NewOfferForm(Form):
    """What kind of thing it is, and what it is called: all else depends on the kind."""

    kind = OneOf("What do you offer?", choices=KINDS, needed="Choose what you offer")
    title = Words("What is it called?", most=120, needed="Enter a title", hint="You can change it later.")
    includes_care = care_question()


class DetailsForm(KeptForm):
    """Who the provider is, for contracts and for people who book."""

    legal_name = Words(
        "Legal name", most=160, needed="Enter the legal name", hint="The company, charity or person a contract is with."
    )
    is_individual = YesNo(
        "Are you one person who works for yourself?",
        needed="Say whether you are one person who works for yourself",
        hint="Say no if you employ or send anyone else.",
    )
    telephone = Telephone("Telephone")
    out_of_hours_telephone = Telephone("Telephone out of hours")
    email = EmailAddress("E-mail", needed="")
    about = Words("About you", most=2000, lines=6, hint="Families read this beside what you offer.")

    @classmethod
    def drawn(cls, provider: Provider, *, seen: str) -> Self:
        """The form as the provider has it, or as it was sent."""
        return cls(data={**cls.typed(provider), "seen": seen})

    @classmethod
    def kept(cls, provider: Provider) -> Self:
        """The form as the provider has it, whatever was sent."""
        return cls(formdata=None, data=cls.typed(provider))

    @classmethod
    def typed(cls, provider: Provider) -> dict[str, Any]:
        """What would be typed to get what is kept. The legal name begins as the name they joined by."""
        details = {name: getattr(provider, name) for name in Details.__dataclass_fields__}
        return details if provider.legal_name else {**details, "legal_name": provider.name, "is_individual": None}

    def validate_telephone(self, field: Field) -> None:
        """A number that can be called."""
        check_telephone(field)

    def validate_out_of_hours_telephone(self, field: Field) -> None:
        """A number that can be called."""
        check_telephone(field)

    def validate_email(self, field: Field) -> None:
        """An address that can be written to."""
        if field.data and email_as_kept(field.data) is None:
            raise StopValidation(NO_EMAIL)

    @property
    def details(self) -> Details:
        """What was typed."""
        return Details(
            legal_name=self.legal_name.data or "",
            is_individual=bool(self.is_individual.answer),
            about=self.about.data or "",
            telephone=self.telephone.data or None,
            out_of_hours_telephone=self.out_of_hours_telephone.data or None,
            email=self.email.data or None,
        )


def check_telephone(field: Field) -> None:
    """Raise StopValidation at a number that nobody can call."""
    if field.data and telephone_as_kept(field.data) is None:
        raise StopValidation("Enter a telephone number, like 01632 960 001")


class RefuseForm(Form):
    """Why a listing is refused as a whole."""

    reason = Words(
        "Why do you refuse it?",
        most=2000,
        lines=5,
        needed="Say why: the provider reads it",
        hint="The provider reads this. Say what would have to be different.",
    )


class SendBackForm(Form):
    """Why a listing goes back to its provider."""

    reason = Words(
        "What has to change?",
        most=2000,
        lines=5,
        needed="Say what has to change: the provider reads it",
        hint="The provider reads this. Say what to do, one thing a line.",
    )
