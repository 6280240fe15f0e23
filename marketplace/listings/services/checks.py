"""The brokerage's answer to a listing that waits: accepted, or sent back or refused with a reason its provider reads.

Of two people who answer at once the second is told what the first said, and nobody accepts what they have not seen.
"""

from sqlalchemy import select

from marketplace import clock, wording
from marketplace.accounts.models import Account
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, ListingCheck
from marketplace.listings.papers import Standing
from marketplace.listings.queries.proofs import results_for
from marketplace.listings.queries.standings import lacking_papers
from marketplace.listings.readiness import missing
from marketplace.listings.services import publishing
from marketplace.notifications.services import Recipient, owe
from marketplace.rules import services as rules


class AnsweredAlready(Conflict):
    """Nothing waits for an answer any more."""


class ChangedSinceSeen(Conflict):
    """The provider changed the listing after the page was opened."""

    def __init__(self) -> None:
        super().__init__("The provider has changed this listing since you opened it. Look at it again, then answer.")


class PapersNotIn(Refused):
    """Papers that the listing needs have not been put in and accepted. ``standings``: how each of them stands."""

    def __init__(self, standings: tuple[Standing, ...]) -> None:
        self.standings = standings
        super().__init__(f"Not accepted yet: {wording.listed([one.need.kind.label for one in standings])}.")


def accept(*, listing_id: int, seen_version: int, by: Actor) -> None:
    """Publish the listing: its proofs are in. ``seen_version``: the version that was looked at.

    Raises AnsweredAlready, ChangedSinceSeen, RulesSayNo when a rule stops it today, PapersNotIn, or NotReady.
    """
    with transaction():
        listing, check = _waiting(listing_id)
        if listing.version - seen_version not in {0, 1}:  # taking the row counts one up, unless it was held already
            raise ChangedSinceSeen
        results = results_for(listing)
        stops = tuple(result for result in results if result.stops)
        if stops:
            raise publishing.RulesSayNo(stops)
        if lacking := lacking_papers(listing):
            raise PapersNotIn(lacking)
        if gaps := missing(listing):
            raise publishing.NotReady(gaps)
        rules.keep(results, about=publishing.about(listing))
        listing.proofs_in = True
        listing.published_at = listing.published_at or clock.now()
        publishing.move(listing, ListingState.PUBLISHED, by)
        _answer(check, by, is_accepted=True, reason=None)
        _tell(listing, check, "listing-published")


def send_back(*, listing_id: int, reason: str, by: Actor) -> None:
    """Send the listing back to its provider with a reason. Raises AnsweredAlready."""
    with transaction():
        listing, check = _waiting(listing_id)
        publishing.move(listing, ListingState.SENT_BACK, by)
        _answer(check, by, is_accepted=False, reason=reason)
        _tell(listing, check, "listing-sent-back")


def refuse(*, listing_id: int, reason: str, by: Actor) -> None:
    """Say that it is not something this site can list, and why. Its provider may mend it and ask again, or close it.

    Raises AnsweredAlready.
    """
    with transaction():
        listing, check = _waiting(listing_id)
        publishing.move(listing, ListingState.REFUSED, by)
        check.is_refused = True
        _answer(check, by, is_accepted=False, reason=reason)
        _tell(listing, check, "listing-refused")


def _waiting(listing_id: int) -> tuple[Listing, ListingCheck]:
    """The locked listing and the asking to answer. Raises AnsweredAlready, saying who answered what."""
    listing = publishing.locked(listing_id)
    check = publishing.open_check(listing)
    if listing.state is ListingState.WAITING and check is not None:
        return listing, check
    last = max((one for one in listing.checks if one.decided_at), key=lambda one: one.id, default=None)
    if last is None or last.decided_at is None or last.is_accepted is None:
        raise AnsweredAlready("This listing does not wait for a check any more. Its provider has taken it back.")
    raise AnsweredAlready(f"{_name(last.decided_by_account_id)} {_said(last)} on {wording.moment(last.decided_at)}.")


def _said(check: ListingCheck) -> str:
    if check.is_accepted:
        return "accepted this listing"
    return "refused this listing" if check.is_refused else "sent this listing back"


def _answer(check: ListingCheck, by: Actor, *, is_accepted: bool, reason: str | None) -> None:
    check.decided_at = clock.now()
    check.decided_by_account_id = by.account_id
    check.is_accepted = is_accepted
    check.reason = reason
    session.flush()


def _tell(listing: Listing, check: ListingCheck, letter: str) -> None:
    """Owe the provider a letter: to whoever asked, else to the provider's own address."""
    asker = session.get(Account, check.asked_by_account_id) if check.asked_by_account_id else None
    name = asker.name if asker else listing.provider.name
    owe(
        letter,
        to=Recipient(name=name, email=asker.email if asker else listing.provider.email),
        about=publishing.about(listing),
        title=listing.title,
        ref=listing.ref,
        reader=name,
        reason=check.reason or "",
    )


def _name(account_id: int | None) -> str:
    name = session.scalar(select(Account.name).where(Account.id == account_id)) if account_id else None
    return name or "Somebody"
