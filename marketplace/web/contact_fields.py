"""Fields for who somebody is and how they are reached: name, e-mail address, telephone number, password.

They tell the browser what they are, so that it can fill them in (WCAG 1.3.5). What is a good one, services decide.
"""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput
from wtforms import PasswordField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace.web.fields import Words

NO_EMAIL = "Enter an e-mail address, like name@example.org"
_NAME = {"params": {"autocomplete": "name"}}
_EMAIL = {"type": "email", "params": {"autocomplete": "email", "inputmode": "email", "spellcheck": False}}
_TELEPHONE = {"type": "tel", "params": {"autocomplete": "tel", "inputmode": "tel", "classes": "govuk-input--width-20"}}


class Name(Words):
    """Somebody's own name."""

    def __init__(self, label: str = "Your name", **more: Any) -> None:
        kept: dict[str, Any] = {"most": 120, "needed": "Enter your name", "render_kw": _NAME}
        super().__init__(label, **(kept | more))


class EmailAddress(Words):
    """An e-mail address."""

    def __init__(self, label: str = "Your e-mail address", **more: Any) -> None:
        kept: dict[str, Any] = {"most": 254, "needed": NO_EMAIL, "render_kw": _EMAIL}
        super().__init__(label, **(kept | more))


class Telephone(Words):
    """A telephone number, which may be left empty."""

    def __init__(self, label: str, **more: Any) -> None:
        kept: dict[str, Any] = {"most": 30, "render_kw": _TELEPHONE}
        super().__init__(label, **(kept | more))


class Password(PasswordField):
    """A password, kept exactly as typed and never shown again. ``is_new``: one that is being chosen."""

    widget = GovPasswordInput()

    def __init__(self, label: str, *, is_new: bool, needed: str, hint: str = "", **more: Any) -> None:
        params = {"autocomplete": "new-password" if is_new else "current-password"}
        super().__init__(label, description=hint, render_kw={"params": params}, **more)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        if not self.data:
            raise StopValidation(self.needed)
