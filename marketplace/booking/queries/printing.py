"""Letters for people without e-mail: who prints and posts each, what waits for them, oldest first.

That is an adviser or care manager of whoever's break it is, or the officer who arranged it; the brokerage where there
is nobody.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from marketplace import clock
from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.roles import OrganisationKind, Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.booking.sorts import Whose
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.notifications.models import Channel, Letter
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import OFFICERS, is_for_their_council, is_in_team, standing_for
from marketplace.people.representation import Capacity

MOST_POSTED = 20
_PRINTING = frozenset({Capacity.ADVISER, Capacity.CARE_MANAGER})


@dataclass(frozen=True)
class LetterRow:
    """One letter in the queue. ``posted_by``: the name of who put it into the post."""

    ref: str
    to_name: str
    subject: str
    made_at: datetime
    posted_at: datetime | None = None
    posted_by: str = ""


@dataclass(frozen=True)
class PrintQueue:
    """What waits, oldest first, and what was posted last, newest first."""

    waits: tuple[LetterRow, ...]
    posted: tuple[LetterRow, ...]


@dataclass(frozen=True)
class LetterPage:
    """A letter as it is printed. ``address``: where its reader lives now, a line each; empty when nobody knows.

    ``person_ref``: whose details the viewer may change, to write the address there; empty when they may not.
    """

    row: LetterRow
    reader: str
    person_ref: str
    written_on: date
    address: tuple[str, ...]
    body: str


def print_queue(*, viewer: Viewer) -> PrintQueue:
    """The letters that the viewer prints."""
    mine = _letters(viewer)
    waits = session.scalars(mine.where(Letter.posted_at.is_(None)).order_by(Letter.id))
    done = mine.where(Letter.posted_at.is_not(None)).order_by(Letter.posted_at.desc(), Letter.id.desc())
    return PrintQueue(tuple(map(_row, waits)), tuple(map(_row, session.scalars(done.limit(MOST_POSTED)))))


def count_to_print(*, viewer: Viewer) -> int:
    """How many letters wait for the viewer to print them."""
    waits = _letters(viewer).where(Letter.posted_at.is_(None)).with_only_columns(func.count())
    return session.scalar(waits) or 0


def letter_to_print(ref: str, *, viewer: Viewer) -> LetterPage:
    """One letter that the viewer prints. Raises NotFound when it is another's."""
    letter = session.scalar(_letters(viewer).where(Letter.ref == ref))
    if letter is None:
        raise NotFound
    person = session.scalar(select(Person).where(Person.ref == letter.reader.removeprefix("person:")))
    return LetterPage(
        row=_row(letter),
        reader=letter.reader,
        person_ref=person.ref if person and standing_for(person, viewer=viewer).may_plan else "",
        written_on=in_london(letter.made_at).date(),
        address=_address(person) if person else _lines(letter.to_address),
        body=letter.body,
    )


def _row(letter: Letter) -> LetterRow:
    by = session.get(Account, letter.posted_by_account_id) if letter.posted_by_account_id else None
    return LetterRow(
        ref=letter.ref,
        to_name=letter.to_name,
        subject=letter.subject,
        made_at=letter.made_at,
        posted_at=letter.posted_at,
        posted_by=by.name if by else "",
    )


def _address(person: Person) -> tuple[str, ...]:
    if not person.postal_address:
        return ()
    return (*_lines(person.postal_address), *filter(None, [person.postcode]))


def _lines(address: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in address.split(","))))


def _letters(viewer: Viewer) -> Select[Letter]:
    """The letters by post that the viewer prints."""
    by_post = select(Letter).where(Letter.channel == Channel.POST, Letter.stopped_at.is_(None))
    if not viewer.can(Permission.PRINT_LETTERS) or viewer.account_id is None:
        return by_post.where(false())
    about = "break:" + Break.ref
    if viewer.role is RoleName.BROKERAGE:
        return by_post.where(~exists(select(Break.id).where(about == Letter.about, _has_printer())))
    return by_post.where(exists(select(Break.id).where(about == Letter.about, _is_printed_by(viewer))))


def _is_printed_by(viewer: Viewer) -> ColumnElement[bool]:
    mine = Representation.account_id == viewer.account_id
    theirs = _acting().where(mine, Representation.organisation_id == viewer.organisation_id)
    arranged = and_(
        Break.arranged_by_account_id == viewer.account_id,
        Break.arranged_by_organisation_id == viewer.organisation_id,
        Break.council_id == viewer.council_id,
    )
    is_officer = viewer.role in OFFICERS and viewer.council_id is not None
    return or_(_is_of(theirs), arranged if is_officer else false())


def _has_printer() -> ColumnElement[bool]:
    """Whether anybody but the brokerage prints the letters of a break."""
    officer = exists(
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.account_id == Break.arranged_by_account_id,
            Membership.organisation_id == Break.arranged_by_organisation_id,
            Membership.role.in_(OFFICERS),
            Membership.ended_at.is_(None),
            Organisation.kind == OrganisationKind.COUNCIL,
            Organisation.council_id == Break.council_id,
        )
    )
    return or_(_is_of(_acting().where(is_in_team())), officer)


def _acting() -> Select[int]:
    """People for whom an adviser or a care manager acts today."""
    today = clock.today()
    return select(Representation.person_id).where(
        Representation.capacity.in_(_PRINTING),
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
        is_for_their_council(),
        Representation.from_on <= today,
        or_(Representation.until_on.is_(None), Representation.until_on >= today),
    )


def _is_of(people: Select[int]) -> ColumnElement[bool]:
    """Whether a break is that of one of these people: of the person, the carer, or both."""
    of_person = and_(Break.whose != Whose.CARER, Break.person_id.in_(people))
    return or_(of_person, and_(Break.whose != Whose.PERSON, Break.carer_id.in_(people)))
