"""Forms: WTForms fields drawn with the design system's components, and their checks in plain words."""

from typing import Any

from flask import Flask, render_template, request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from marketplace.errors import MarketplaceError, Refused
from marketplace.web import once


class Form(FlaskForm):
    """The base of every form. ``is_sent`` says it was posted and every field is as it should be."""

    refused_with = Refused.status
    """What a page with this form answers once something is wrong."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)

    @property
    def is_sent(self) -> bool:
        """Whether this form was posted and is good."""
        return bool(self.validate_on_submit())

    def blame(self, refusal: MarketplaceError) -> None:
        """Put what a service refused at the fields it named; what has no field goes to the first one."""
        self.refused_with = refusal.status
        fields = refusal.fields if isinstance(refusal, Refused) else {}
        for name, why in (fields or {"": refusal.message}).items():
            field = self._fields.get(name) or next(iter(self._fields.values()))
            field.errors = [*field.errors, why]


def page(template: str, form: Form, **facts: object) -> tuple[str, int]:
    """A page with a form. One that was refused says so by its status too, so that nothing takes it for done."""
    return render_template(template, form=form, **facts), form.refused_with if form.errors else 200


def add(app: Flask) -> None:
    """Let templates find the design system's macros, and every page make a new key for its form."""
    loader = app.jinja_env.loader
    design = PrefixLoader(
        {
            "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
            "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
        }
    )
    app.jinja_env.loader = ChoiceLoader([loader, design] if loader else [design])
    WTFormsHelpers(app)
    app.jinja_env.globals.update(once_key=_key_for_this_page)


def _key_for_this_page() -> str:
    """The key a refused form came with, good again; otherwise a new one."""
    return request.form.get(once.FIELD) or once.new_key()
