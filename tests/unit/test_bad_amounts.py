"""Every field of every form in which a number or an amount is typed refuses at itself what cannot be meant."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form as BareForm
from wtforms.fields.core import UnboundField

import marketplace
from marketplace.booking.forms.paying import AmountOrPerCent
from marketplace.budgets.forms import PerCent
from marketplace.money import MOST_PENCE
from marketplace.web.fields import Pounds, WholeNumber
from marketplace.web.forms import Form

NO_NUMBER = ("-5", "--5", "+5", "1e9", "1E3", "NaN", "inf", "0x10", "٣", "\uff15", "½", "five", "5 5", "5;", "<b>5</b>")
"""What is no number in any of these fields."""

NO_AMOUNT = (*NO_NUMBER, "-0.01", "0.005", "12.5", "5,00", "1,00.00", ".50", "12.", "€5", "$5", "5 GBP", "10000000.01")
TOO_LONG = "9" * 5_000

BAD: dict[type, tuple[str, ...]] = {
    Pounds: (*NO_AMOUNT, TOO_LONG),
    AmountOrPerCent: (*NO_AMOUNT, "0%", "101%", "-5%", "1e1%", TOO_LONG),
    PerCent: (*NO_NUMBER, "0.005", "5,00", "100.01", "€5"),
    WholeNumber: (*NO_NUMBER, "0.5", "2.0", "€5", TOO_LONG),
}


def forms() -> list[type[Form]]:
    """Every form of the site."""
    for found in walk_packages(marketplace.__path__, "marketplace."):
        if ".forms" in found.name or found.name.endswith("_fields"):
            import_module(found.name)
    return sorted(_under(Form), key=lambda form: (form.__module__, form.__qualname__))


def _under(form: type[Form]) -> set[type[Form]]:
    return {form}.union(*map(_under, form.__subclasses__()))


def fields() -> Iterator[tuple[str, type, Any]]:
    """Each field of these kinds: where it is, its kind, and how it is made."""
    for form in forms():
        for name, made in vars(form).items():
            kind = next((kind for kind in BAD if _is_of(made, kind)), None)
            if kind is not None:
                yield f"{form.__module__}.{form.__qualname__}.{name}", kind, made


def _is_of(made: object, kind: type) -> bool:
    return isinstance(made, UnboundField) and issubclass(made.field_class, kind)


FIELDS = {where: (kind, made) for where, kind, made in fields()}


def typed(made: Any, text: str) -> Any:  # noqa: ANN401 - a field of WTForms
    """The field with this typed into it, looked at."""
    form: Any = type("OneField", (BareForm,), {"typed": made})(formdata=MultiDict({"typed": text}))
    form.validate()
    return form.typed


@pytest.mark.parametrize("where", FIELDS)
def test_what_cannot_be_meant_is_refused_at_its_field_and_shown_again_as_it_was_typed(where: str) -> None:
    kind, made = FIELDS[where]
    for text in BAD[kind]:
        field = typed(made, text)
        assert field.errors, (where, text[:20])
        assert all(isinstance(why, str) and 10 < len(why) < 200 for why in field.errors), (where, field.errors)
        assert kind is PerCent or field.data is None, (where, text[:20])
        assert str(field.raw_data[0]) == text


@pytest.mark.parametrize("where", [where for where, (kind, _) in FIELDS.items() if kind is Pounds])
def test_an_amount_is_taken_from_its_least_to_its_most_and_not_beside_them(where: str) -> None:
    made = FIELDS[where][1]
    least, most = made.kwargs["least"], made.kwargs["most"]
    assert 0 <= least <= most <= MOST_PENCE
    for pence, is_taken in ((least - 1, False), (least, True), (most, True), (most + 1, False)):
        if pence >= 0:
            field = typed(made, f"{pence // 100}.{pence % 100:02d}")
            assert (not field.errors, field.data == pence) == (is_taken, is_taken), (where, pence)


def test_the_walk_finds_the_money_of_pots_rates_limits_reclaims_and_returns() -> None:
    """What it finds is known to be some of what there is, so that an empty walk proves nothing."""
    found = {where.removeprefix("marketplace.") for where in FIELDS}
    assert found >= {
        "budgets.forms.AmountForm.amount",
        "budgets.forms.StateForm.outgoings",
        "budgets.forms.HandLineForm.amount",
        "budgets.forms.terms.TermsForm.week_cap_pence",
        "booking.forms.answering.LimitForm.limit",
        "booking.forms.answering.MoneyComeForm.amount",
        "booking.forms.surplus.AskBackForm.amount",
        "booking.forms.surplus.CameBackForm.amount",
        "payments.invoices.forms.BookForm.days",
    }
