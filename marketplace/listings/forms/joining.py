"""The pages of joining: what a provider is, who it is in law, its registration, whom it belongs with, who employs."""

import re
from collections.abc import Sequence
from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.forms.offers import check_telephone
from marketplace.listings.forms.parts import REGISTRATION_NUMBER, care_question
from marketplace.listings.joining import LegalForm, ProviderSort, WhoEmploys
from marketplace.listings.models import Joining, Listing, Provider
from marketplace.listings.services.joining import Entity
from marketplace.web.contact_fields import Telephone
from marketplace.web.fields import OneOf, Ticks, Words, YesNo
from marketplace.web.forms import Form

_LEGAL_NUMBER = re.compile(r"[A-Z]{0,2}\d{3,8}[A-Z]{0,3}")


class WhatForm(Form):
    """What a provider is, and what it offers."""

    sort = OneOf(
        "What are you?", choices=[(one.value, one.label) for one in ProviderSort], needed="Choose what you are"
    )
    kinds = Ticks(
        "What do you offer?",
        choices=[(kind.value, kind.label) for kind in ListingKind],
        hint="Tick all. Leave it empty to offer what most like you offer. You can change this later.",
    )

    includes_care = care_question()

    @classmethod
    def drawn(cls, joining: Joining | None, *, half_made: Sequence[Listing] = ()) -> Self:
        """The form as it was answered before. Only of what others began is asked here whether it includes care."""
        kept = {"sort": joining.sort.value, "kinds": [kind.value for kind in joining.kinds]} if joining else {}
        drawn = cls(data=kept)
        if not half_made:
            del drawn.includes_care
        elif len(half_made) == 1:
            drawn.includes_care.label.text = f"Does {half_made[0].title} include personal care or personal support?"
        return drawn

    def validate_kinds(self, field: Field) -> None:
        """Only "something else" says nothing of what is offered."""
        if not field.data and not self.offers:
            raise StopValidation("Tick at least one thing that you offer")

    @property
    def offers(self) -> tuple[ListingKind, ...]:
        """What was ticked, or what most of its sort offer."""
        if self.kinds.data:
            return tuple(ListingKind(value) for value in self.kinds.data)
        return ProviderSort(self.sort.data).offers if self.sort.data in set(ProviderSort) else ()


class WhoForm(Form):
    """The legal entity. A PA who works alone is asked their name and telephone number alone."""

    legal_name = Words(
        "Legal name",
        most=160,
        needed="Enter the legal name",
        hint="The company, charity or person a contract is with.",
        render_kw={"params": {"autocomplete": "organization"}},
    )
    legal_form = OneOf(
        "What is that, in law?",
        choices=[(one.value, one.label) for one in LegalForm],
        needed="Choose what it is in law",
    )
    number = Words(
        "Company or charity number",
        most=20,
        hint="Only for a company, a charity or a society. For example, SC123456.",
        render_kw={"params": {"classes": "govuk-input--width-10", "spellcheck": False}},
    )
    telephone = Telephone("Telephone number (if you like)")

    @classmethod
    def drawn(cls, provider: Provider, joining: Joining) -> Self:
        """The form as it was answered before. The legal name begins as the name they joined by."""
        drawn = cls(
            data={
                "legal_name": provider.legal_name or provider.name,
                "legal_form": joining.legal_form.value if joining.legal_form else None,
                "number": joining.legal_number,
                "telephone": provider.telephone,
            }
        )
        if joining.sort is ProviderSort.SOLE_PA:
            del drawn.legal_form
            del drawn.number
        return drawn

    def validate_number(self, field: Field) -> None:
        """A number as the registers of companies, societies and charities write it."""
        field.data = re.sub(r"[\s()]", "", field.data or "").upper()
        if field.data and not _LEGAL_NUMBER.fullmatch(field.data):
            raise StopValidation("Enter a number like SC123456, or leave it empty if there is none")

    def validate_telephone(self, field: Field) -> None:
        """A number that can be called."""
        check_telephone(field)

    @property
    def entity(self) -> Entity:
        """What was typed."""
        return Entity(
            legal_name=self.legal_name.data or "",
            form=LegalForm(self.legal_form.data) if "legal_form" in self else None,
            number=self.number.data or "" if "number" in self else "",
            telephone=self.telephone.data or None,
        )


class RegistrationForm(Form):
    """Whether there is a care registration, and its number."""

    is_registered = YesNo(
        "Are you registered with the Care Inspectorate?",
        needed="Say whether you are registered",
        hint="Whoever gives personal care is registered. One person who works alone, for themselves, may need none.",
    )
    number = Words(
        "Registration number, if yes",
        most=20,
        hint="It begins with CS. We look it up in the public register.",
        render_kw={"params": {"classes": "govuk-input--width-10", "spellcheck": False}},
    )

    @classmethod
    def drawn(cls, joining: Joining) -> Self:
        """The form as it was answered before."""
        return cls(data={"is_registered": joining.is_registered, "number": joining.registration_number})

    def validate_number(self, field: Field) -> None:
        """A number as the register writes it, where there is one."""
        field.data = re.sub(r"\s", "", field.data or "").upper()
        if not self.is_registered.answer:
            field.data = ""
        elif not REGISTRATION_NUMBER.fullmatch(field.data):
            raise StopValidation("A registration number is CS and ten digits, like CS2003012345")


class LinksForm(Form):
    """Whether anybody belongs with the provider (R10)."""

    others = YesNo(
        "Does another firm or charity belong with you?",
        needed="Say whether anybody belongs with you",
        hint="The same people own or run both, one owns the other, or your place and their care are always sold as a "
        "pair. If yes, we ask who next.",
    )

    @classmethod
    def drawn(cls, joining: Joining) -> Self:
        """The form as it was answered before."""
        return cls(data={"others": joining.belongs_with_others})


class EmployingForm(Form):
    """Who employs those who give the support (R23)."""

    who = OneOf(
        "Who employs the people who give the support?",
        choices=[(one.value, one.label) for one in WhoEmploys],
        needed="Choose who employs them",
        hint="Each person's own paper begins with this, and can say something else.",
    )
    employer = Words("Which firm, if it is another?", most=160, hint="Its legal name.")

    @classmethod
    def drawn(cls, joining: Joining) -> Self:
        """The form as it was answered before."""
        kept: dict[str, Any] = {"employer": joining.employer}
        return cls(data=kept | {"who": joining.who_employs.value if joining.who_employs else None})
