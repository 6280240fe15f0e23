"""Fields that read what people type: words, whole numbers, pounds, days, one of several answers.

Each says what is wrong in plain words, and shows again exactly what was typed. Knows no feature.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovDateInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace import clock, money

Choices = Sequence[tuple[str, str]]

_NUMERIC = {"params": {"inputmode": "numeric", "classes": "govuk-input--width-4"}}
_POUNDS = {"params": {"prefix": {"text": "£"}, "inputmode": "decimal", "classes": "govuk-input--width-5"}}


def clean(text: str | None) -> str:
    """Text as it is kept: composed letters, no control characters but new lines, no space around."""
    lines = (text or "").replace("\r\n", "\n")
    seen = "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter) != "Cc")
    return unicodedata.normalize("NFC", seen).strip()


class Words(StringField):
    """A few words, or with ``lines`` a text. ``needed`` says what to do when it is empty; without it, it may be."""

    def __init__(self, label: str, *, most: int, needed: str = "", lines: int = 1, hint: str = "", **more: Any) -> None:
        widget = GovTextArea() if lines > 1 else GovTextInput()
        params: dict[str, Any] = {"rows": lines} if lines > 1 else {}
        super().__init__(label, description=hint, **({"widget": widget, "render_kw": {"params": params}} | more))
        self.most = most
        self.needed = needed
        self.is_one_line = lines == 1

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean(valuelist[0]) if valuelist else ""
        self.data = " ".join(text.split()) if self.is_one_line else text

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        length = len(self.data or "")
        if not length and self.needed:
            raise StopValidation(self.needed)
        if length > self.most:
            raise StopValidation(f"{_name(self)}: use {self.most:,} letters or fewer. This has {length:,}")


class Typed(Field):
    """A field whose text means something else; an empty one is None."""

    widget = GovTextInput()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, description=hint, **more)
        self.needed = needed

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if typed:
            self.data = self.read(typed)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        if self.errors:
            raise StopValidation
        if self.data is None and self.needed:
            raise StopValidation(self.needed)

    def read(self, typed: str) -> object:
        """What ``typed`` means. Raises ValueError with the words for the reader."""
        raise NotImplementedError

    def show(self, value: object) -> str:
        """How a value is typed."""
        return str(value)


class WholeNumber(Typed):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, label: str, *, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **({"render_kw": _NUMERIC} | more))
        self.least = least
        self.most = most

    def read(self, typed: str) -> int:
        digits = typed.replace(",", "")
        if not (digits.isascii() and digits.removeprefix("-").isdecimal()):
            raise ValueError(f"{_name(self)}: enter a whole number, like {max(self.least, 2)}")
        number = int(digits[:12])
        if not self.least <= number <= self.most:
            raise ValueError(f"{_name(self)}: enter a number from {self.least:,} to {self.most:,}")
        return number


class Pounds(Typed):
    """An amount, read to pence; from ``least`` to ``most`` pence."""

    def __init__(self, label: str, *, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **({"render_kw": _POUNDS} | more))
        self.least = least
        self.most = most

    def read(self, typed: str) -> int:
        try:
            return money.parse(typed, least=self.least, most=self.most)
        except money.NotMoney as why:
            raise ValueError(f"{_name(self)}: {small(str(why))}") from why

    def show(self, value: object) -> str:
        return money.format_pence(int(str(value))).removeprefix("£")


class _DayInput(GovDateInput):
    """Day, month and year, whose container does not take the id of its first box."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        drawn: Markup = super().__call__(field, **{"id": field.name, "value": "", **kwargs})  # type: ignore[no-untyped-call]
        return drawn

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[no-untyped-call]
        filled_with = getattr(field, "filled_with", "")
        for box, part in zip(params["items"], ("day", "month", "year"), strict=True):
            if filled_with:
                box["autocomplete"] = f"{filled_with}-{part}"
        return params


class CalendarDay(Typed):
    """A day picked from the browser's own calendar, or typed like 5/3/2027 where there is none; between two days."""

    def __init__(self, label: str, *, first: date, last: date, **more: Any) -> None:
        super().__init__(label, **({"render_kw": {"params": {"type": "date"}}} | more))
        self.first = first
        self.last = last

    def read(self, typed: str) -> date:
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
            try:
                read = datetime.strptime(typed, pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if not self.first <= read <= self.last:
                raise ValueError(f"{_name(self)}: choose a day from {_say(self.first)} to {_say(self.last)}")
            return read
        raise ValueError(f"{_name(self)}: write a day like 5/3/2027")

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.data is not None and not self.first <= self.data <= self.last:
            raise StopValidation(f"{self.label.text}: choose a day from {_say(self.first)} to {_say(self.last)}")


class TimeOfDay(Typed):
    """A time picked from the browser's own clock, or typed like 9:30."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **({"render_kw": {"params": {"type": "time"}}} | more))

    def read(self, typed: str) -> time:
        try:
            return datetime.strptime(typed.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 - a time has no zone
        except ValueError:
            raise ValueError(f"{_name(self)}: write a time like 09:30") from None

    def show(self, value: object) -> str:
        return f"{value:%H:%M}"


class Day(Field):
    """A day typed as three numbers, between two days. Its id is that of its first box, so that an error leads there.

    ``filled_with`` is what the reader's browser may fill in, such as ``bday``.
    """

    widget = _DayInput()
    filled_with = ""

    def __init__(self, label: str, *, first: date, last: date, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, description=hint, **more)
        self.id = f"{self.name}-day"
        self.first = first
        self.last = last
        self.needed = needed

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = [clean(part) for part in (*valuelist, "", "", "")[:3]]
        self.raw_data = typed
        self.data = self._read(*typed) if any(typed) else None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        if self.errors:
            raise StopValidation
        if self.data is None and self.needed:
            raise StopValidation(self.needed)
        if self.data is not None and not self.first <= self.data <= self.last:
            raise StopValidation(f"{_name(self)}: enter a day from {_say(self.first)} to {_say(self.last)}")

    def _read(self, day: str, month: str, year: str) -> date:
        try:
            return date(*(int(part) if part.isascii() and part.isdecimal() else 0 for part in (year, month, day)))
        except (ValueError, OverflowError):
            raise ValueError(
                f"{_name(self)}: enter a real day, like 14 9 {min(self.last, clock.today()).year}"
            ) from None


class OneOf(RadioField):
    """One of several answers, all in sight. None is chosen beforehand unless the form was drawn with one."""

    widget = GovRadioInput()

    def __init__(self, label: str, *, choices: Choices, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, choices=dict(choices), description=hint, validate_choice=False, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        _refuse_unknown(self, self.needed)


class Listed(SelectField):
    """One of many answers, in a list that folds out."""

    widget = GovSelect()

    def __init__(self, label: str, *, choices: Choices, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, choices=dict(choices), description=hint, validate_choice=False, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        _refuse_unknown(self, self.needed)


class Ticks(SelectMultipleField):
    """Any of several answers. ``needed`` says what to do when none is ticked; without it, none is an answer."""

    widget = GovCheckboxesInput()

    def __init__(self, label: str, *, choices: Choices, needed: str = "", hint: str = "", **more: Any) -> None:
        super().__init__(label, choices=dict(choices), description=hint, validate_choice=False, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        known = {choice[0] for choice in self.iter_choices()}
        if not set(self.data or ()) <= known:
            raise StopValidation(f"{_name(self)}: choose from the answers")
        if not self.data and self.needed:
            raise StopValidation(self.needed)


YES_NO: Choices = (("yes", "Yes"), ("no", "No"))


class YesNo(OneOf):
    """Yes or no, read as a bool; None when not answered."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, choices=YES_NO, **more)

    def process_data(self, value: object) -> None:
        self.data = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value

    @property
    def answer(self) -> bool | None:
        """What was answered."""
        return {"yes": True, "no": False}.get(str(self.data))


def _refuse_unknown(field: RadioField | SelectField, needed: str) -> None:
    if field.data and field.data not in {choice[0] for choice in field.iter_choices()}:
        raise StopValidation(f"{_name(field)}: choose one of the answers")
    if not field.data and needed:
        raise StopValidation(needed)


def _name(field: Field) -> str:
    """What a message calls a field: its label, without the mark of a question."""
    return field.label.text.rstrip("?")


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def small(sentence: str) -> str:
    """A sentence as it goes on after the name of a field."""
    return sentence[:1].lower() + sentence[1:]
