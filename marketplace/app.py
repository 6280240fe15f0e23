"""The wiring: a table of contents of the web site. Calls upward between features are joined here, nowhere else."""

from importlib import import_module

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import db, geo
from marketplace.accounts import signing_in
from marketplace.accounts.queries import IsDemo
from marketplace.booking.queries.hushed import is_hushed
from marketplace.booking.queries.paid_for import days_held, told_to_funders
from marketplace.booking.queries.promises import coming_back_to
from marketplace.booking.services import CardPayer
from marketplace.booking.services.fees_paid import invoices_paid
from marketplace.booking.views import (
    asked_money,
    client_account,
    counts,
    desk,
    finance,
    funding,
    meeting,
    meetings,
    not_done,
    not_given,
)
from marketplace.budgets.queries.books import latest_flaws
from marketplace.budgets.views import books
from marketplace.budgets.views.keeping import HELD_DAYS
from marketplace.budgets.views.reading import AS_FUNDERS_READ, COMING_BACK, PAPERS_OF, WHAT_FOR
from marketplace.config import ROOT, Config
from marketplace.erasing.queries import count_asked
from marketplace.listings.queries.checks import count_waiting
from marketplace.listings.views import calendar, conflicts
from marketplace.notifications import services as notifications
from marketplace.payments import services as cards
from marketplace.payments.invoices import wiring as invoices
from marketplace.payments.invoices.views.desk import invoices_waiting
from marketplace.payments.recharges import views as recharges
from marketplace.payments.views import events as card_events
from marketplace.quotes.views import choosing
from marketplace.web import access, assets, error_pages, filters, forms, headers, limits, navigation, once, templates

LARGEST_UPLOAD_BYTES = 8 * 1024 * 1024
FEATURES = (
    "web",
    "accounts",
    "rules",
    "people",
    "listings",
    "finding",
    "budgets",
    "payments",
    "payments.invoices",
    "payments.payouts",
    "payments.recharges",
    "booking",
    "quotes",
    "erasing",
    "api",
)
"""Packages with a ``views`` module that holds a ``blueprint``."""


def _waiting_for_me() -> int:
    """All that stands on the page of what waits: answers, breaks to choose from, meetings, money to pay back."""
    others = len(choosing.choices_waiting()) + len(meetings.meetings_waiting()) + len(asked_money.money_asked_back())
    return counts.todo() + others + len(recharges.recharges_waiting())


def _money_waiting() -> int:
    """What stands on the page of money to be paid back."""
    return asked_money.count() + recharges.count()


COUNTED = {
    "listings.checks": count_waiting,
    "listings.conflicts": conflicts.count,
    "listings.diary": conflicts.count,
    "booking.requests": counts.requests,
    "booking.desk": counts.todo,
    "booking.waiting": _waiting_for_me,
    "booking.to_print": counts.to_print,
    "booking.payments": finance.tasks,
    "booking.client_account": client_account.tasks,
    "budgets.pots": _money_waiting,
    "invoices.to_pay": invoices_waiting,
    "booking.not_done": not_done.count,
    "booking.not_given": not_given.count,
    "booking.to_decide": desk.count,
    "erasing.erasures": count_asked,
    "budgets.books": books.count,
}
"""The entries of the navigation that say how many things wait, and who counts them."""


def create_app(config: Config) -> Flask:
    """The site as a WSGI application, on the database that ``config`` names."""
    app = Flask("marketplace", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_secure,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD_BYTES,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"],
        WTF_CSRF_TIME_LIMIT=None,  # a form left open overnight must not lose what was typed
    )
    app.extensions["lull"] = config
    templates.add(app)
    _trust_proxies(app, config.trusted_proxies)
    app.extensions["engine"] = db.connect(config.database_url)
    app.extensions["geocoder"] = geo.geocoder_for(config.geocoder, agent=f"{config.site.name} ({config.site.address})")
    app.teardown_appcontext(lambda _error: db.session.remove())
    notifications.speak_for(config.site)
    notifications.stop_what(is_hushed)
    cards.speak_to(config.cards)
    cards.answer_to(CardPayer())
    invoices.tell(invoices_paid)
    Compress(app)
    signing_in.set_up(app)
    access.guard(app, signing_in.current_viewer)  # first, so that every refusal after it knows its reader
    limits.limit(app)
    csrf = CSRFProtect(app)
    once.answer_once(app)
    headers.add(app, pay_at=config.cards.page_origins, tiles_from=config.tiles_origin)
    assets.serve(app)
    filters.add(app)
    app.jinja_env.globals["map_tiles"] = {"address": config.map_tiles, "credit": config.map_credit}
    app.jinja_env.globals["latest_flaws"] = latest_flaws  # asked by the pages alone that call it
    forms.add(app)
    navigation.add(app, config.site, is_demo=IsDemo())
    for endpoint, counted in COUNTED.items():
        navigation.count(app, endpoint, counted)
    app.extensions[WHAT_FOR] = funding.what_for
    app.extensions[AS_FUNDERS_READ] = funding.as_funders_read
    app.extensions[PAPERS_OF] = told_to_funders
    app.extensions[COMING_BACK] = coming_back_to
    app.extensions[HELD_DAYS] = days_held
    app.extensions[calendar.BEHIND] = meeting.requests_behind
    app.extensions[conflicts.MEETS] = meeting.what_is_met
    error_pages.add(app)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"marketplace.{feature}.views").blueprint)
    csrf.exempt(card_events)  # signed by the card firm, which has no session here
    return app


def _trust_proxies(app: Flask, proxies: int) -> None:
    """Believe what that many proxies in front say of the reader's address and scheme, and no more."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
