"""Papers as a provider puts them in, over HTTP, for tests: what is typed, and the paper itself."""

from datetime import date, timedelta
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.audit import SITE
from marketplace.db import session
from marketplace.files import Upload
from marketplace.listings.models import PA, Listing, Paper, Provider
from marketplace.listings.paper_kinds import PaperKind, PaperOf, PaperState
from marketplace.listings.papers import PaperPlace
from marketplace.listings.queries.standings import standings_of
from marketplace.listings.services import papers as services
from marketplace.listings.services.papers import PaperRecord
from tests.paper import Answers, Typed, send

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def path(kind: PaperKind, ref: str) -> str:
    """Where a paper of a kind is put in for a provider, a listing or a PA."""
    return f"/papers/put-in/{kind.value}/{ref}"


def on(day: date) -> list[str]:
    """A day as it is typed."""
    return [str(day.day), str(day.month), str(day.year)]


def answers(kind: PaperKind, *, ends_in: int = 200, begun: int = 30, **more: Typed) -> Answers:
    """What is typed for a kind: that it ends in so many days, and began so many days ago."""
    today = clock.today()
    typed: dict[str, Typed] = dict.fromkeys(kind.text.asks, "Merse Mutual")
    typed |= {
        "issued_on": on(today - timedelta(days=begun)),
        "ends_on": on(today + timedelta(days=ends_in)),
        "sort": next(iter(kind.text.sorts), ""),
        "holder_name": "Jean Provider Ltd",
        "holder_postcode": "TD11 3AQ",
    }
    typed = {name: value for name, value in typed.items() if name in kind.text.questions}
    return typed | more


def put_in(
    client: FlaskClient, kind: PaperKind, ref: str, typed: Answers | None = None, *, file: bytes | None = PDF
) -> TestResponse:
    """Put a paper in; ``file`` none: without the paper itself."""
    said = dict(answers(kind) if typed is None else typed)
    if file is not None and kind.text.takes_file:
        said["file"] = [(BytesIO(file), "policy.pdf")]  # type: ignore[list-item]
    return send(client, path(kind, ref), said)


def newest() -> Paper:
    """The paper that was put in last."""
    session.rollback()
    paper = session.scalars(select(Paper).order_by(Paper.id.desc()).limit(1)).one()
    session.expunge(paper)
    return paper


def provider_ref() -> str:
    """The only provider there is."""
    session.rollback()
    return session.scalars(select(Provider.ref)).one()


def all_in(listing_ref: str) -> None:
    """Every paper that a listing needs is put in and accepted, without its pages."""
    listing = session.scalars(select(Listing).where(Listing.ref == listing_ref)).one()
    today = clock.today()
    for one in standings_of(listing):
        kind, rows = one.need.kind, one.need.about.partition(":")
        if one.newest is None and not one.counts:
            place = PaperPlace(
                listing.provider,
                listing=listing if kind.text.of is PaperOf.LISTING else None,
                pa=session.get(PA, int(rows[2])) if kind.text.of is PaperOf.PA else None,
            )
            record = PaperRecord(
                sort=next(iter(kind.text.sorts), ""),
                issued_on=today - timedelta(days=30),
                ends_on=today + timedelta(days=200) if "ends_on" in kind.text.questions else None,
            )
            services.put_in(place=place, kind=kind, record=record, upload=Upload("policy.pdf", PDF), by=SITE)
    for one in standings_of(listing):
        if one.newest is not None and one.newest.state is PaperState.WAITING:
            services.accept(paper_ref=one.newest.ref, by=SITE)
    session.rollback()


def accept(client: FlaskClient, ref: str) -> TestResponse:
    """The brokerage accepts a paper."""
    return send(client, f"/checks/papers/{ref}", press="Accept this paper")
