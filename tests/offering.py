"""Listings as a provider writes them, over HTTP, for tests: who offers, what is typed on each page, who checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.listings.models import PA, Listing, Registration
from marketplace.listings.questions import questions_for
from tests import families, papers_in
from tests.checked_client import CheckedClient
from tests.paper import Answers, Typed, errors, send

NUMBER = "CS2003012345"
PLACE = "TD11 3AQ"

Pages = Mapping[str, Answers]

WORDS = {"summary": "Level and quiet.", "description": "A path, a door.\nA view."}
HOUSE: Pages = {
    "words": WORDS,
    "place": {"where": PLACE},
    "papers": {
        "sleeps": "4",
        "bedrooms": "2",
        "licence_number": "SB-00123-F",
        "energy_rating": "C",
        "includes_personal_care": "no",
    },
    "booking": {"min_nights": "2", "max_nights": "14", "arrive_from": "16:00", "leave_by": "10:00", "option_days": "7"},
    "rates": {"night_weekday": "135.00", "night_weekend": "150.00", "night_bank_holiday": ""},
}
BANK: Pages = {
    "words": WORDS,
    "place": {"where": "Galashiels", "miles": "15"},
    "papers": {"includes_personal_care": "yes", "registration_number": NUMBER},
    "rates": {"hour_weekday": "24.60", "hour_weekend": "", "hour_bank_holiday": "49.20", "sleepover_weekday": "165"},
    "hours": {"monday": "7:00-22:00", "sunday": "9am to 1pm, 2pm to 6pm"},
}


PVG: dict[str, Typed] = {
    "pvg_sort": "both",
    "pvg_checked_on": ["1", "6", "2025"],
    "pvg_checked_by": "Jean Provider",
}


EMPLOYMENT: dict[str, Typed] = {
    "sort": "self_employed",
    "holder_name": "",
    "issuer": "Jean Provider",
    "issued_on": ["1", "6", "2025"],
}


@dataclass(frozen=True)
class Provider:
    """A provider's worker, signed in on a client of their own."""

    client: CheckedClient
    viewer: Viewer

    def start(self, kind: ListingKind = ListingKind.ACCOMMODATION, title: str = "Orchard House") -> str:
        """A new listing; its reference."""
        care = "yes" if questions_for(kind).gives_care else "no"
        made = send(self.client, "/offers/new", {"kind": kind.value, "title": title, "includes_care": care})
        assert made.status_code == 303, errors(made)
        return made.location.rpartition("/")[2]

    def write(self, ref: str, pages: Pages) -> None:
        """Answer pages of a listing."""
        for name, answers in pages.items():
            done = send(self.client, f"/offers/{ref}/{name}", answers)
            assert done.status_code == 303, (name, errors(done))

    def ask(self, ref: str) -> None:
        """Ask for publication, successfully, with every paper seen and accepted before."""
        papers_in.all_in(ref)
        assert send(self.client, f"/offers/{ref}", press="Ask for publication").status_code == 303

    def add_pa(self, name: str = "Rab Elliot", *, born: Typed = ("4", "5", "1990"), is_checked: bool = True) -> str:
        """A PA, whose PVG scheme membership was checked or not; the reference."""
        answers: dict[str, Typed] = {"name": name, "born_on": born}
        done = send(self.client, "/pas/new", answers | (PVG if is_checked else {}))
        assert done.status_code == 303, errors(done)
        session.rollback()
        ref = session.scalars(select(PA.ref).where(PA.name == name).order_by(PA.id.desc())).first() or ""
        done = send(self.client, f"/papers/put-in/employment/{ref}", EMPLOYMENT)
        assert done.status_code == 303, errors(done)
        return ref

    def house(self, title: str = "Orchard House") -> str:
        """A house with nothing missing, not asked for; its reference."""
        ref = self.start(title=title)
        self.write(ref, HOUSE)
        return ref

    def bank(self) -> str:
        """A PA bank with one PA and nothing missing, its registration active; its reference."""
        register("Support Service", "Care at Home")
        self.add_pa()
        ref = self.start(ListingKind.PA_BANK, "Merse PA bank")
        self.write(ref, BANK)
        return ref


def provider(client: CheckedClient, name: str = "Jean Provider", *, is_individual: bool = False) -> Provider:
    """Somebody who offers, with their details given, signed in on ``client``."""
    viewer = families.viewer(name, RoleName.PROVIDER, email=f"{name.lower().replace(' ', '.')}@example.org")
    families.sign_in(client, viewer)
    answers = {"legal_name": f"{name} Ltd", "is_individual": "yes" if is_individual else "no"}
    assert send(client, "/offers/details", answers).status_code == 303
    return Provider(client, viewer)


def another(app: Flask) -> CheckedClient:
    """One more browser."""
    return cast("CheckedClient", app.test_client())


def brokerage(app: Flask, name: str = "Bea Broker") -> CheckedClient:
    """Somebody of the brokerage, signed in on a client of their own."""
    client = another(app)
    families.sign_in(client, families.viewer(name, RoleName.BROKERAGE))
    return client


def accept(client: CheckedClient, ref: str) -> None:
    """Accept a listing, successfully."""
    assert send(client, f"/checks/{ref}", press="Accept and publish").status_code == 303


def register(service: str, subtype: str | None = None, *, status: str = "Active", number: str = NUMBER) -> None:
    """A row of the public register."""
    now = clock.now()
    with transaction():
        session.add(
            Registration(
                number=number,
                name="Merse Care",
                service_type=service,
                subtype=subtype,
                status=status,
                grades={},
                first_seen_at=now,
                changed_at=now,
            )
        )


def listing(ref: str) -> Listing:
    """The listing as it is now."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Listing).where(Listing.ref == ref)).one()
