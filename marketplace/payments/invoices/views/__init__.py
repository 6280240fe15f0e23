"""Pages of invoices: one of them for both sides, what stands on them, and the desk of whoever pays."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

blueprint = Blueprint("invoices", __name__)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
