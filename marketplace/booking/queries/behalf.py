"""How whoever's break it is agreed to somebody arranging it by their job, and why under these options (R1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, OnBehalf
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.sorts import BehalfHow
from marketplace.db import session
from marketplace.rules.options import Option
from marketplace.wording import listed


@dataclass(frozen=True)
class Behalf:
    """What is on record, and what is still to be said. ``options``: those of the Act that pay now, in order."""

    ref: str
    title: str
    called: str
    options: tuple[Option, ...]
    how: BehalfHow | None
    words: str
    option_reason: str
    said_of: str
    by_name: str
    at: datetime | None
    may_record: bool

    @property
    def is_mixed(self) -> bool:
        """Whether more than one option pays: the Act calls that option 4."""
        return len(self.options) > 1

    @property
    def needs_yes(self) -> bool:
        """Whether their yes is still to be written down."""
        return self.how is None

    @property
    def needs_reason(self) -> bool:
        """Whether why under these options is to be said, or said anew."""
        return bool(self.options) and self.said_of != code_of(self.options)

    @property
    def option_words(self) -> str:
        """The options that pay, in words; option 4 said where they are mixed."""
        if self.is_mixed:
            numbers = listed([str(option.value) for option in self.options])
            return f"options {numbers} together: that is option 4"
        return self.options[0].words if self.options else ""


def behalf_for(ref: str, *, viewer: Viewer) -> Behalf:
    """Of a break. Raises NotFound."""
    return behalf_in(known_break(ref, viewer=viewer))


def behalf_in(known: KnownBreak) -> Behalf:
    """The same of one that is read already."""
    one = known.break_
    kept = session.scalar(select(OnBehalf).where(OnBehalf.break_id == one.id).options(joinedload(OnBehalf.by)))
    return Behalf(
        ref=one.ref,
        title=one.title,
        called=" and ".join(person.called for person in one.principals),
        options=options_of(one),
        how=kept.how if kept else None,
        words=kept.words if kept else "",
        option_reason=kept.option_reason if kept else "",
        said_of=kept.options if kept else "",
        by_name=kept.by.name if kept else "",
        at=kept.at if kept else None,
        may_record=known.may_record,
    )


def without_yes(breaks: Collection[Break]) -> frozenset[int]:
    """The ids of those of these breaks that somebody arranges by their job, without a yes on record."""
    by_job = {one.id for one in breaks if one.arranged_by_organisation_id is not None}
    kept = session.scalars(select(OnBehalf.break_id).where(OnBehalf.break_id.in_(by_job)))
    return frozenset(by_job - set(kept))


def options_of(one: Break) -> tuple[Option, ...]:
    """The options under which council money pays for a break now."""
    return tuple(sorted({Option(share.option) for line in one.lines_in for share in line.shares if share.option}))


def code_of(options: Collection[Option]) -> str:
    """How options are kept: "1,3"."""
    return ",".join(str(option.value) for option in options)
