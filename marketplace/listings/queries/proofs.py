"""What the rules say of a listing today: its papers, with the register's row and the settings in force."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from marketplace import clock
from marketplace.db import once_a_read, session
from marketplace.listings import employing
from marketplace.listings.models import PA, Listing, Registration
from marketplace.listings.proofs import papers_of, worker_of
from marketplace.listings.queries.standings import standings_of
from marketplace.rules.publishing import publishing_results
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result
from marketplace.rules.workers import R13, R16, R17


def results_for(listing: Listing) -> tuple[Result, ...]:
    """What each rule for publishing says of the listing as it stands."""
    registration = registration_of(listing.registration_number)
    standings = standings_of(listing)
    papers = replace(
        papers_of(listing, registration, on=clock.today()),
        bed_and_care=employing.bed_and_care(listing, registration),
        employments=employing.employments(standings),
        cover=employing.cover(standings),
        worker_registrations=employing.worker_registrations(listing, standings),
    )
    return publishing_results(papers, settings_in_force())


def results_for_pas(pas: Iterable[PA]) -> tuple[tuple[Result, ...], ...]:
    """What the rules about PAs say of each of them, in their order."""
    settings, today = settings_in_force(), clock.today()
    workers = [worker_of(pa, on=today) for pa in pas]
    asked = ((rule.result(worker, settings, on=today) for rule in (R13, R16, R17)) for worker in workers)
    return tuple(tuple(result for result in results if result is not None) for results in asked)


def registration_of(number: str | None) -> Registration | None:
    """The row of the public register for a number, of whatever status."""
    if not number:
        return None
    found = select(Registration).where(Registration.number == number)
    return once_a_read(f"registration {number}", lambda: session.scalar(found))
