"""Pages round a search: the shortlist, listings compared, searches kept. Each module adds views to ``blueprint``."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

blueprint = Blueprint("finding", __name__)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
