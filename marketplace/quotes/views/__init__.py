"""Pages of quotes, of breaks to choose from, and of comparisons. Each module adds views to ``blueprint``."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

blueprint = Blueprint("quotes", __name__)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
