"""What a diary, or a case of two calendars, says of a break: to its provider the request, else whom to call."""

from collections.abc import Collection

from flask import url_for

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.meetings import meetings_behind
from marketplace.booking.queries.met import MetLine, asked_lines, met_line
from marketplace.listings.queries.conflicts import Met
from marketplace.listings.queries.provider_calendar import Behind


def what_is_met(reference: str, viewer: Viewer) -> Met | None:
    """In words for whoever may see the case; nobody's name to a provider (R54)."""
    met = met_line(reference)
    if met is None:
        return None
    if viewer.can(Permission.CHECK_LISTINGS):
        by = f", arranged by {met.arranged_by}" if met.arranged_by else ""
        return Met(f"a part of break {met.break_ref}, {met.state.label}{by}")
    return _for_provider(met)


def requests_behind(references: Collection[str]) -> dict[str, Behind]:
    """The requests behind what takes a provider's own spaces."""
    lines = asked_lines(references)
    met = {one: Behind("", url_for("booking.meeting", ref=ref)) for one, ref in meetings_behind(references).items()}
    return met | {one: Behind("", url_for("booking.request", ref=line)) for one, line in lines.items()}


def _for_provider(met: MetLine) -> Met:
    if not met.is_asked:
        return Met("a family holds it for now. You are asked when they go on")
    return Met(f"a request, {met.state.label}", url_for("booking.request", ref=met.line_ref), "Open the request")
