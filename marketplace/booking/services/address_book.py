"""The address book is kept: written down with each part from elsewhere, corrected, merged by a person alone."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, select, update

from marketplace import audit, clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.contacts import email_as_kept
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_NAME, LONGEST_TOWN, BrokeredPart
from marketplace.booking.models import Line, OffSiteInvitation, OffSiteKnown, OffSiteProvider
from marketplace.booking.off_site_contacts import Reach, plain_number, reach_in
from marketplace.booking.queries.address_book import entry_seen, may_merge
from marketplace.booking.services.inviting import withdraw_open
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.listings.models.linked import key_of
from marketplace.people.writing import one_line

_LEARNT = ("town", "email", "telephone", "registration_number")
"""What an entry may lack, and is told later."""


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """What is kept of a provider elsewhere, as typed."""

    name: str
    kind: ListingKind
    town: str
    email: str
    telephone: str


def write_down(line: Line, part: BrokeredPart, *, town: str, picked: str, by: Viewer) -> None:
    """Put the provider of a new line into the book of whoever arranges for an organisation; families have none.

    ``picked``: the entry that was chosen from the book, unless somebody else was typed over it. Else an entry of the
    very same name and address or number is the same one; anything less is for a person to merge. What the entry
    lacked, it has from now on. Raises NotFound for a picked one that is not theirs.
    """
    if not by.can(Permission.KEEP_ADDRESS_BOOK) or by.organisation_id is None:
        return
    chosen = entry_seen(picked, viewer=by) if picked else None
    entry = _same(part) if chosen is None or _is_somebody_else(part, chosen) else chosen
    if entry is None:
        entry = _new(line, part, town)
    else:
        _fill(entry, line, part, town)
    if by.organisation_id not in {known.organisation_id for known in entry.known_by}:
        entry.known_by.append(OffSiteKnown(organisation_id=by.organisation_id))
    session.flush()
    line.off_site_id = entry.id


def add_entry(*, details: EntryDetails, by: Viewer) -> str:
    """Somebody whom the viewer's organisation knows without any part of a break; the entry's reference.

    Raises Refused by field, NotAllowed for whoever keeps no address book.
    """
    if not by.can(Permission.KEEP_ADDRESS_BOOK) or by.organisation_id is None:
        raise NotAllowed
    checked = _checked(details)
    with transaction():
        entry = OffSiteProvider(made_at=clock.now(), known_by=[OffSiteKnown(organisation_id=by.organisation_id)])
        _put(checked, entry)
        session.add(entry)
        session.flush()
        audit.record("address-book-added", about=entry.about, by=by.actor)
        return entry.ref


def change_entry(ref: str, *, details: EntryDetails, by: Viewer) -> None:
    """Correct an entry. Raises NotFound, Refused by field, NotAllowed for what others keep too."""
    checked = _checked(details)
    with transaction():
        entry = _locked(ref, by)
        _refuse_others(entry, by)
        _put(checked, entry)
        audit.record("address-book-changed", about=entry.about, by=by.actor)


def forget_entry(ref: str, *, by: Viewer) -> None:
    """Take somebody out of every address book, with what was merged into them: they asked for it.

    Parts of breaks keep what was agreed. Raises NotFound, NotAllowed for anybody but the brokerage.
    """
    if not by.can(Permission.CHECK_LISTINGS):
        raise NotAllowed
    with transaction():
        entry = _locked(ref, by)
        withdraw_open(entry, by=by.actor)
        merged = session.scalars(select(OffSiteProvider).where(OffSiteProvider.merged_into_id == entry.id)).all()
        for one in (*merged, entry):
            session.execute(update(Line).where(Line.off_site_id == one.id).values(off_site_id=None))
            session.execute(delete(OffSiteInvitation).where(OffSiteInvitation.off_site_id == one.id))
            session.execute(delete(OffSiteKnown).where(OffSiteKnown.off_site_id == one.id))
            session.execute(delete(OffSiteProvider).where(OffSiteProvider.id == one.id))
        audit.record("address-book-forgotten", about=f"off-site:{ref}", by=by.actor)


def _checked(details: EntryDetails) -> EntryDetails:
    """The details as they are kept. Raises Refused by field."""
    name, town = one_line(details.name), one_line(details.town)
    email, telephone = email_as_kept(details.email) or "", plain_number(details.telephone)
    wrong = {}
    if not 0 < len(name) <= LONGEST_NAME:
        wrong["name"] = f"Enter their name, in {LONGEST_NAME} letters or fewer"
    if details.email.strip() and not email:
        wrong["email"] = "Enter an e-mail address, like name@example.org"
    if details.telephone.strip() and not telephone:
        wrong["telephone"] = "Enter a telephone number, like 01632 960 001"
    if wrong:
        raise Refused(fields=wrong)
    return EntryDetails(name, details.kind, town[:LONGEST_TOWN], email, telephone)


def _put(checked: EntryDetails, entry: OffSiteProvider) -> None:
    for name, value in asdict(checked).items():
        setattr(entry, name, value)
    entry.key = key_of(checked.name)


def merge_entries(ref: str, *, into: str, by: Viewer) -> None:
    """Say that an entry is the same as another: its parts and all who know it go there.

    Raises NotFound, NotAllowed for what others keep too, Refused for one that has joined or for itself.
    """
    with transaction():
        if ref == into:
            raise Refused("Choose two entries")
        locked = {one: _locked(one, by) for one in sorted((ref, into))}
        gone, stays = locked[ref], locked[into]
        for entry in (gone, stays):
            _refuse_others(entry, by)
        if gone.provider_id is not None:
            raise Refused(f"{gone.name} has joined this site. Merge the other one into it")
        session.execute(update(Line).where(Line.off_site_id == gone.id).values(off_site_id=stays.id))
        there = {known.organisation_id for known in stays.known_by}
        stays.known_by.extend(
            OffSiteKnown(organisation_id=known.organisation_id)
            for known in gone.known_by
            if known.organisation_id not in there
        )
        for name in _LEARNT:
            setattr(stays, name, getattr(stays, name) or getattr(gone, name))
        withdraw_open(gone, by=by.actor)
        gone.merged_into_id = stays.id
        audit.record("address-book-merged", about=gone.about, by=by.actor, reason=stays.about)


def _same(part: BrokeredPart) -> OffSiteProvider | None:
    """The entry of the very same name that is reached in the same way, in whoever's book it stands."""
    reach = reach_in(part.provider_contact)
    named = session.scalars(
        select(OffSiteProvider)
        .where(OffSiteProvider.key == key_of(one_line(part.provider_name)), OffSiteProvider.merged_into_id.is_(None))
        .order_by(OffSiteProvider.id)
    )
    return next((one for one in named if reach.is_shared_with(Reach(one.email, one.telephone))), None)


def _is_somebody_else(part: BrokeredPart, chosen: OffSiteProvider) -> bool:
    """Whether another name and another way to reach them were typed over what the book had."""
    typed, known = reach_in(part.provider_contact), Reach(chosen.email, chosen.telephone)
    has_other_name = key_of(one_line(part.provider_name)) != chosen.key
    return has_other_name and Reach() not in {typed, known} and not typed.is_shared_with(known)


def _fill(entry: OffSiteProvider, line: Line, part: BrokeredPart, town: str) -> None:
    """Keep what was typed of a known provider that the book did not say yet; what it says stays."""
    reach = reach_in(part.provider_contact)
    typed = (one_line(town)[:LONGEST_TOWN], reach.email, reach.telephone, line.registration_number)
    for name, value in zip(_LEARNT, typed, strict=True):
        setattr(entry, name, getattr(entry, name) or value)


def _new(line: Line, part: BrokeredPart, town: str) -> OffSiteProvider:
    reach = reach_in(part.provider_contact)
    made = OffSiteProvider(
        name=line.provider_name,
        key=key_of(line.provider_name),
        kind=part.kind,
        town=one_line(town)[:LONGEST_TOWN],
        email=reach.email,
        telephone=reach.telephone,
        registration_number=line.registration_number,
        made_at=clock.now(),
    )
    session.add(made)
    return made


def _locked(ref: str, by: Viewer) -> OffSiteProvider:
    return session.get_one(OffSiteProvider, entry_seen(ref, viewer=by).id, with_for_update=True)


def _refuse_others(entry: OffSiteProvider, by: Viewer) -> None:
    if not may_merge(entry, by):
        raise NotAllowed("Others keep this in their address book, too. Call us, and we will change it for all")
