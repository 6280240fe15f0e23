"""Access facts: a form for each group of the catalogue, four-valued, each with how it is known.

A number may be typed with its unit ("82 cm" is refused, "820 mm" is not); empty means not known. A measure that is
very unusual is asked about once: sent again with its tick, it is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self, cast

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from markupsafe import Markup
from wtforms import BooleanField, Field

from marketplace import clock
from marketplace.access_facts.catalogue import FactKind, FactType, Unit, choice_words
from marketplace.access_facts.facts import FIRST_DAY, Evidence, FactError, FactState, FactValue, Value, parse_value
from marketplace.access_facts.measuring import question
from marketplace.access_facts.needs import label_words
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import Listing
from marketplace.web.fields import Choices, Day, Listed, OneOf, Words
from marketplace.web.forms import Form
from marketplace.wording import plural

HOW = "-how"
REQUEST = "-request"
SURE = "-sure"
"""End the names of the fields that say how a fact is known, that it is had on request, that it really is so."""

_OURS: Choices = (
    (Evidence.MEASURED_BY_US.value, "We, the brokerage, did"),
    (Evidence.MEASURED_BY_OWNER.value, "The owner measured it"),
    (Evidence.STATED_BY_OWNER.value, "The owner says so"),
)
_ALSO_KEPT = {
    Evidence.MEASURED_BY_US: "The brokerage did",
    Evidence.GUEST_CONFIRMED: "A guest confirmed it",
    Evidence.DISPUTED: "A guest disagrees",
}
_UNKNOWN = (FactState.UNKNOWN.value, "Not known")
_ON_REQUEST = (FactState.ON_REQUEST.value, "On request")
_IN_A_LINE = "govuk-radios--inline govuk-radios--small"
_SUFFIX = {Unit.MM: "mm", Unit.M: "m", Unit.KM: "km", Unit.KG: "kg", Unit.MINUTES: "minutes"}


class FactsForm(KeptForm):
    """The facts of one group of one listing; ``drawn`` gives the class its fields.

    ``asked``: the facts whose measure is asked about again. ``looked_at``: all of them were looked at today.
    """

    kept_values: Mapping[str, Value | None] = {}
    asked: set[str]

    kinds: Sequence[FactKind] = ()
    looked_at = BooleanField(
        "I have looked at all of these today",
        widget=GovCheckboxInput(),
        description="Families see when each fact was last checked.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = set()

    @classmethod
    def drawn(cls, listing: Listing, kinds: Sequence[FactKind], *, seen: str, is_brokerage: bool) -> Self:
        """The form as the listing has it, or as it was sent."""
        made = cls._made_for(listing, kinds, is_brokerage=is_brokerage)
        return made(data={**_typed(listing, kinds), "seen": seen})

    @classmethod
    def kept(cls, listing: Listing, kinds: Sequence[FactKind], *, is_brokerage: bool) -> Self:
        """The form as the listing has it, whatever was sent."""
        return cls._made_for(listing, kinds, is_brokerage=is_brokerage)(formdata=None, data=_typed(listing, kinds))

    @property
    def facts(self) -> tuple[FactValue, ...]:
        """What was answered of each fact, unknown ones too. Only for a form that is good."""
        return self._facts

    def fields_of(self, kind: FactKind) -> list[Field]:
        """The fields of one fact, in order."""
        names = (kind.id, f"{kind.id}{SURE}", f"{kind.id}{REQUEST}", f"{kind.id}{HOW}")
        return [self[name] for name in names if name in self and (not name.endswith(SURE) or kind.id in self.asked)]

    @property
    def shown(self) -> list[Field]:
        """The fields that somebody sees, in order: whether it really is so only of what was asked about."""
        of_facts = [field for kind in self.kinds for field in self.fields_of(kind)]
        return [*of_facts, self.looked_at]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Read each fact; what cannot be meant is said at its field."""
        is_good = bool(super().validate(extra_validators))
        facts = []
        self.asked = set()
        for kind in self.kinds:
            if any(field.errors for field in self.fields_of(kind)):
                continue
            try:
                facts.append(self._read(kind))
            except FactError as wrong:
                field = self[kind.id]
                field.errors = [*field.errors, f"{kind.label}: {_plain(wrong.why)}"]
                is_good = False
        self._facts = tuple(facts)
        return is_good

    def _read(self, kind: FactKind) -> FactValue:
        typed = self[kind.id].data
        text = typed.isoformat() if isinstance(typed, date) else str(typed or "").strip()
        if f"{kind.id}{REQUEST}" in self and self[f"{kind.id}{REQUEST}"].data:
            if text:
                raise FactError({kind.id: "Give the number, or tick “only on request”, not both"})
            text = FactState.ON_REQUEST.value
        state, value = parse_value(kind, text or FactState.UNKNOWN.value, today=clock.today())
        self._ask_again(kind, value)
        evidence = Evidence(self[f"{kind.id}{HOW}"].data or Evidence.STATED_BY_OWNER)
        return FactValue(kind, state, value, evidence=evidence, known_on=clock.today())

    def _ask_again(self, kind: FactKind, value: Value | None) -> None:
        """Whoever gives a very unusual measure says that it really is so. What is kept already is not asked again."""
        words = question(kind, value)
        if not words or value == self.kept_values.get(kind.id):
            return
        self.asked.add(kind.id)
        if not self[f"{kind.id}{SURE}"].data:
            raise FactError({kind.id: f"{words} Change it, or tick that it is right"})

    @classmethod
    def _made_for(cls, listing: Listing, kinds: Sequence[FactKind], *, is_brokerage: bool) -> type[Self]:
        known = listing.known_facts
        fields: dict[str, Any] = {"kinds": kinds, "kept_values": {name: fact.value for name, fact in known.items()}}
        for kind in kinds:
            fields[kind.id] = _field_of(kind)
            if kind.type is FactType.NUMBER:
                fields[f"{kind.id}{SURE}"] = BooleanField("Yes, it really is so", widget=GovCheckboxInput())
                fields[f"{kind.id}{REQUEST}"] = BooleanField("Only on request", widget=GovCheckboxInput())
            fact = known.get(kind.id)
            fields[f"{kind.id}{HOW}"] = _how_field(kind, _evidences(kind, fact, is_brokerage=is_brokerage))
        return cast("type[Self]", type("FactsForm", (cls,), fields))


def _field_of(kind: FactKind) -> Field:
    match kind.type:
        case FactType.YESNO:
            answers = (("yes", "Yes"), ("no", "No"), _ON_REQUEST, _UNKNOWN)
            return OneOf(kind.label, choices=answers, render_kw={"params": {"classes": _IN_A_LINE}})
        case FactType.CHOICE:
            return Listed(kind.label, choices=(_UNKNOWN, *map(_choice, kind.choices), _ON_REQUEST))
        case FactType.DATE:
            return Day(kind.label, first=FIRST_DAY, last=clock.today(), hint="Leave it empty if you do not know.")
        case _:
            return _number_field(kind)


def _choice(choice: str) -> tuple[str, str]:
    words = choice_words(choice)
    return choice, "There is none" if choice == "none" else words[0].upper() + words[1:]


def _how_field(kind: FactKind, evidences: Choices) -> Listed:
    """How one fact is known. Beside the fact a few words do; a screen reader hears which fact it is."""
    words = Markup('How do you know<span class="govuk-visually-hidden">: {}</span>?').format(label_words(kind))
    params = {"label": {"html": words, "classes": "small"}}
    return Listed(f"How do you know: {label_words(kind)}?", choices=evidences, render_kw={"params": params})


def _number_field(kind: FactKind) -> Words:
    params: dict[str, Any] = {"inputmode": "decimal", "classes": "govuk-input--width-5"}
    if kind.unit in _SUFFIX:
        params["suffix"] = {"text": _SUFFIX[kind.unit]}
    if kind.unit is Unit.RATIO:
        params["prefix"] = {"text": "1 in"}
    return Words(kind.label, most=40, render_kw={"params": params})


def _evidences(kind: FactKind, fact: FactValue | None, *, is_brokerage: bool) -> Choices:
    """How a fact may be known: by the owner; what we or a guest said stays for as long as the value does."""
    if is_brokerage:
        kept = fact.evidence if fact and fact.evidence in {Evidence.GUEST_CONFIRMED, Evidence.DISPUTED} else None
        return ((str(kept), _ALSO_KEPT[kept]), *_OURS) if kept else _OURS
    measured = "We measured it" if kind.type is FactType.NUMBER else "We checked it"
    owners = ((Evidence.STATED_BY_OWNER.value, "We say so"), (Evidence.MEASURED_BY_OWNER.value, measured))
    also = _ALSO_KEPT.get(fact.evidence) if fact and fact.evidence else None
    return ((str(fact.evidence), also), *owners) if fact and also else owners


def _typed(listing: Listing, kinds: Sequence[FactKind]) -> dict[str, Any]:
    """What would be typed to get what the listing has, by field."""
    known = listing.known_facts
    typed: dict[str, Any] = {}
    for kind in kinds:
        fact = known.get(kind.id)
        is_number = kind.type is FactType.NUMBER
        is_on_request = fact is not None and fact.state is FactState.ON_REQUEST
        typed[f"{kind.id}{REQUEST}"] = is_on_request
        typed[f"{kind.id}{HOW}"] = str(fact.evidence) if fact and fact.evidence else Evidence.STATED_BY_OWNER.value
        if kind.type is FactType.DATE:
            typed[kind.id] = fact.value if fact else None
        elif fact is None or (is_number and is_on_request):
            typed[kind.id] = "" if is_number else FactState.UNKNOWN.value
        else:
            typed[kind.id] = fact.text
    return typed


def _plain(why: str) -> str:
    """The words of an import, as they are for somebody at a form."""
    return why.replace(", on_request or unknown, not", ", not").replace(", on_request or unknown", "")


class CopyForm(Form):
    """From which other listing to copy what is known."""

    other = OneOf("Copy from", choices=(), needed="Choose what to copy from")

    @classmethod
    def drawn(cls, others: Sequence[tuple[Listing, int]]) -> Self:
        """The other listings, each with how many facts would be copied."""
        made = cls()
        made.other.choices = {one.ref: f"{one.title}: {plural(count, 'fact')}" for one, count in others}
        return made
