"""Papers put in by a provider, and the brokerage's answer to each: accepted, asked about, or refused with a reason.

What was put in is never changed: a newer paper is another row, and what it replaces stays. The one that counts goes on
counting until a newer one is accepted.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock, files
from marketplace.access_facts.catalogue import fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.accounts.models import Account
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files import Upload
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Fact, Listing, Paper, Provider
from marketplace.listings.paper_kinds import PaperKind, PaperState
from marketplace.listings.papers import PaperPlace
from marketplace.listings.queries.proofs import results_for
from marketplace.listings.queries.standings import ended_needs
from marketplace.listings.services import publishing, search_row
from marketplace.notifications.services import Recipient, owe
from marketplace.wording import day

HOIST_EXAMINED = "hoist_examined_on"


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """What is said on a paper, as it was typed; what its kind does not ask is empty."""

    sort: str = ""
    number: str = ""
    issuer: str = ""
    holder_name: str = ""
    holder_postcode: str = ""
    conditions: str = ""
    issued_on: date | None = None
    ends_on: date | None = None


class PaperAnswered(Conflict):
    """Somebody answered, or a newer paper was put in, meanwhile."""

    def __init__(self) -> None:
        super().__init__("This paper does not wait for an answer any more. Look at it again.")


def put_in(*, place: PaperPlace, kind: PaperKind, record: PaperRecord, upload: Upload | None, by: Actor) -> Paper:
    """Put a paper in, for the brokerage to check. Raises Refused at a field that is wrong."""
    text = kind.text
    ends_on = text.ends_on(record.issued_on, record.ends_on)
    _refuse_ended(ends_on, "issued_on" if text.months else "ends_on")
    if text.takes_file and upload is None:
        raise Refused(fields={"file": "Choose the paper: a PDF, or a photo of it"})
    with transaction():
        session.get_one(Provider, place.provider.id, with_for_update=True)
        kept = files.keep(upload, field="file", by_account_id=by.account_id) if text.takes_file and upload else None
        _replace(place.about, kind, but=PaperState.ACCEPTED)
        paper = Paper(
            provider_id=place.provider.id,
            listing_id=place.listing.id if place.listing else None,
            pa_id=place.pa.id if place.pa else None,
            about=place.about,
            kind=kind,
            file_id=kept.id if kept else None,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
            **asdict(replace(record, ends_on=ends_on)),
        )
        session.add(paper)
        session.flush()
        _record("paper-put-in", paper, by)
        return paper


def accept(*, paper_ref: str, by: Actor) -> None:
    """Let a paper count. What it replaces counts no more; what was hidden for want of it is shown again.

    Raises NotFound, PaperAnswered, or Refused when the paper has ended.
    """
    with transaction():
        paper = _waiting(paper_ref)
        _refuse_ended(paper.ends_on, "reason")
        _replace(paper.about, paper.kind, only=PaperState.ACCEPTED)
        _decide(paper, PaperState.ACCEPTED, by)
        if paper.kind is PaperKind.LOLER:
            _say_examined(paper, by)
        _show_again(paper.provider_id, by)


def answer(*, paper_ref: str, state: PaperState, reason: str, by: Actor) -> None:
    """Ask about a paper, or refuse it (``state``), with a reason that its provider reads.

    Raises NotFound or PaperAnswered.
    """
    with transaction():
        paper = _waiting(paper_ref)
        paper.reason = reason
        _decide(paper, state, by)
        _tell(paper)


def _waiting(paper_ref: str) -> Paper:
    paper = session.scalar(select(Paper).where(Paper.ref == paper_ref))
    if paper is None:
        raise NotFound
    session.get_one(Provider, paper.provider_id, with_for_update=True)  # as putting in does, so that neither waits
    session.refresh(paper)
    if paper.state is not PaperState.WAITING or paper.replaced_at is not None:
        raise PaperAnswered
    return paper


def _refuse_ended(ends_on: date | None, field: str) -> None:
    if ends_on is not None and ends_on < clock.today():
        raise Refused(fields={field: f"This ended on {day(ends_on)}. It takes one that counts today"})


def _replace(whose: str, kind: PaperKind, *, only: PaperState | None = None, but: PaperState | None = None) -> None:
    """Let what was put in before count no more: what is in one state, or in any but one."""
    standing = select(Paper).where(Paper.about == whose, Paper.kind == kind, Paper.replaced_at.is_(None))
    for old in session.scalars(standing):
        if (only is None or old.state is only) and old.state is not but:
            old.replaced_at = clock.now()
    session.flush()


def _decide(paper: Paper, state: PaperState, by: Actor) -> None:
    paper.state = state
    paper.decided_at = clock.now()
    paper.decided_by_account_id = by.account_id
    session.flush()
    _record(f"paper-{state.value}", paper, by)


def _say_examined(paper: Paper, by: Actor) -> None:
    """The day of a hoist's examination stands among the facts of its listing: we have seen the paper."""
    if paper.listing_id is None or paper.issued_on is None:
        return
    listing = publishing.locked(paper.listing_id)
    fact = FactValue(
        fact_kind(HOIST_EXAMINED),
        FactState.KNOWN,
        paper.issued_on,
        evidence=Evidence.MEASURED_BY_US,
        known_on=clock.today(),
    )
    listing.facts = [row for row in listing.facts if row.fact_id != HOIST_EXAMINED]
    session.flush()  # the old row goes before the new one comes
    listing.facts.append(Fact.of(fact, known_by_account_id=by.account_id))
    session.flush()
    search_row.refresh(listing)


def _show_again(provider_id: int, by: Actor) -> None:
    """Publish again what the site hid, where nothing stands in its way any more."""
    hidden = select(Listing.id).where(Listing.provider_id == provider_id, Listing.state == ListingState.HIDDEN)
    for listing_id in session.scalars(hidden.order_by(Listing.id)).all():
        listing = publishing.locked(listing_id)
        if not ended_needs(listing) and not any(result.stops for result in results_for(listing)):
            publishing.move(listing, ListingState.PUBLISHED, by)


def _tell(paper: Paper) -> None:
    """Owe whoever put it in, else the provider, a letter with what was said of it."""
    maker = session.get(Account, paper.made_by_account_id) if paper.made_by_account_id else None
    name = maker.name if maker else paper.provider.name
    owe(
        "paper-answered",
        to=Recipient(name, maker.email if maker else paper.provider.email),
        about=f"paper:{paper.ref}",
        reader=name,
        paper=paper.kind.label,
        whose=paper.whose,
        is_refused=paper.state is PaperState.REFUSED,
        reason=paper.reason,
    )


def _record(action: str, paper: Paper, by: Actor) -> None:
    of = paper.listing or paper.pa or paper.provider
    name = "listing" if paper.listing else "pa" if paper.pa else "provider"
    audit.record(action, about=f"{name}:{of.ref}", by=by, reason=paper.kind.value)
