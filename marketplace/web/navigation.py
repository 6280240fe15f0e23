"""One navigation, the same place always: which items a reader has, and which one they are at."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for

from marketplace import geo
from marketplace.config import Site
from marketplace.web.access import Reader

Counter = Callable[[], int]


@dataclass(frozen=True)
class Entry:
    """A page of the navigation and the permission that shows it (empty: everyone sees it), or hides it.

    ``also``: where the addresses of pages under it begin, besides its own.
    """

    label: str
    endpoint: str
    permission: str = ""
    unless: str = ""
    also: tuple[str, ...] = ()


ENTRIES = (
    Entry("My desk", "booking.desk", "agree_spending"),
    Entry("Caseload", "booking.caseload", "keep_caseload"),
    Entry("Today", "booking.provider_home", "answer_requests"),
    Entry("Requests", "booking.requests", "answer_requests"),
    Entry("Find a break", "listings.search", also=("/listings/",)),
    Entry("Shortlist", "finding.shortlist", "arrange_breaks", also=("/compare", "/searches")),
    Entry("My breaks", "booking.breaks", "arrange_breaks", also=("/quotes/", "/choices", "/comparisons/", "/patterns")),
    Entry("Waiting for me", "booking.waiting", "arrange_breaks", unless="agree_spending"),
    Entry("To print", "booking.to_print", "print_letters"),
    Entry("Address book", "booking.address_book", "keep_address_book"),
    Entry("My people", "people.people", "see_people"),
    Entry("Money", "booking.client_account", "handle_payments"),
    Entry("Money", "budgets.pots", "see_money", unless="handle_payments", also=("/accounts",)),
    Entry("What we offer", "listings.offers", "keep_listings", also=("/join", "/pas", "/papers", "/ended-papers")),
    Entry("Diary", "listings.diary", "keep_diary", also=("/other-calendars", "/closures")),
    Entry("Earnings", "booking.earnings", "see_earnings", also=("/payouts",)),
    Entry("Invoices", "booking.invoices", "send_invoices"),
    Entry("Invoices to pay", "invoices.to_pay", "pay_invoices", also=("/invoices/", "/orders", "/recharges/")),
    Entry("Payments", "booking.payments", "handle_payments"),
    Entry("The books", "budgets.books", "handle_payments"),
    Entry("To check", "listings.checks", "check_listings", also=("/disputes",)),
    Entry("Not given", "booking.not_given", "check_listings"),
    Entry("To decide", "booking.to_decide", "decide_without_council", also=("/desk/",)),
    Entry("Conflicts", "listings.conflicts", "check_listings"),
    Entry("Unmet need", "listings.unmet", "see_unmet_need"),
    Entry("Register", "listings.register", "keep_register"),
    Entry("Organisations", "accounts.organisations", "add_organisations"),
    Entry("Limits", "booking.limits", "keep_settings"),
    Entry("Visitor levies", "booking.levies", "keep_settings"),
    Entry("The books", "budgets.books", "keep_settings", unless="handle_payments"),
    Entry("Not done", "booking.not_done", "keep_settings"),
    Entry("To erase", "erasing.erasures", "keep_settings"),
    Entry("Team", "accounts.team", "keep_team"),
    Entry("My account", "accounts.account", "keep_own_account"),
)

HOMES = (
    ("check_listings", "listings.checks"),
    ("agree_spending", "booking.desk"),
    ("keep_caseload", "booking.caseload"),
    ("handle_payments", "booking.payments"),
    ("answer_requests", "booking.provider_home"),
    ("see_earnings", "booking.earnings"),
    ("arrange_breaks", "booking.breaks"),
    ("see_people", "people.people"),
    ("pay_invoices", "invoices.to_pay"),
    ("see_money", "budgets.pots"),
    ("keep_own_account", "accounts.account"),
)
"""Where each reader starts: the first permission they have decides."""


@dataclass(frozen=True)
class Item:
    """One entry as it is printed. ``current``: "page" when the reader is there, "true" when somewhere under it."""

    label: str
    href: str
    current: str = ""
    count: int = 0


@dataclass(frozen=True)
class ShownSite(Site):
    """What the operator says of itself, and whether all that is here is invented."""

    is_demo: bool = False


def add(app: Flask, site: Site, *, is_demo: Callable[[], bool]) -> None:
    """Give every page its navigation, the operator's own words, the credits of its data, and the reader."""
    app.extensions["navigation_counts"] = {}
    app.extensions["colours"] = site.colours

    @app.context_processor
    def page() -> dict[str, object]:
        return {
            "site": ShownSite(**vars(site), is_demo=is_demo()),
            "navigation": items,
            "credits": geo.CREDITS,
            "reader": getattr(g, "reader", None),
        }


def count(app: Flask, endpoint: str, counter: Counter) -> None:
    """Show beside ``endpoint`` how much waits there."""
    app.extensions["navigation_counts"][endpoint] = counter


def items() -> list[Item]:
    """The reader's navigation, in order."""
    reader = getattr(g, "reader", None)
    return [
        Item(
            entry.label,
            href,
            current=_current(entry, href),
            count=_waiting(entry.endpoint),
        )
        for entry in ENTRIES
        if _is_shown(entry, reader)
        for href in (url_for(entry.endpoint),)
    ]


def _waiting(endpoint: str) -> int:
    counts: dict[str, Counter] = current_app.extensions["navigation_counts"]
    return counts[endpoint]() if endpoint in counts else 0


def _current(entry: Entry, href: str) -> str:
    if request.endpoint == entry.endpoint:
        return "page"
    is_under = request.path.startswith(f"{href}/") and not _is_of_another(href)
    return "true" if is_under or request.path.startswith(entry.also) else ""


def _is_of_another(mine: str) -> bool:
    """Whether a longer address of the navigation is nearer to this page: the limits have their own under the desk."""
    others = (url_for(other.endpoint) for other in ENTRIES)
    return any(other.startswith(f"{mine}/") and request.path.startswith(other) for other in others)


def _is_shown(entry: Entry, reader: Reader | None) -> bool:
    if not entry.permission:
        return True
    return reader is not None and reader.can(entry.permission) and not (entry.unless and reader.can(entry.unless))


def home() -> str:
    """The address where this reader starts."""
    for permission, endpoint in HOMES:
        if g.reader.can(permission):
            return url_for(endpoint)
    return url_for("web.welcome")
