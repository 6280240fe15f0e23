"""Pages of payouts: how a provider is paid, what the card firm would not do, and what finance pays out by bank."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

blueprint = Blueprint("payouts", __name__)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
