"""Pages about people. Each module adds its views to ``blueprint``."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")

for _module in ("persons", "adding", "profile", "representations", "invitations", "support_plans"):
    import_module(f"{__name__}.{_module}")
