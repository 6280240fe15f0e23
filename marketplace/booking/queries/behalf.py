"""How whoever's break it is agreed to somebody arranging it by their job, and why under these options (R1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line, OnBehalf, Say
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.readiness import latest_says, whose_say
from marketplace.booking.sorts import BehalfHow
from marketplace.db import session
from marketplace.rules.options import Option
from marketplace.wording import listed


@dataclass(frozen=True)
class Behalf:
    """What is on record, and what is still to be said. ``options``: those of the Act that pay now, in order.

    ``is_by_job``: whoever arranges it does so by their job. ``ways``: how they said yes to parts, "in person or by
    telephone"; ``lacking``: the parts with no such yes.
    """

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
    is_by_job: bool
    ways: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def is_mixed(self) -> bool:
        """Whether more than one option pays: the Act calls that option 4."""
        return len(self.options) > 1

    @property
    def needs_yes(self) -> bool:
        """Whether their yes is still to be written down: a yes to every part is one, too."""
        return self.how is None and (bool(self.lacking) or not self.ways)

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
    says = latest_says(one.lines_in)
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
        is_by_job=one.arranged_by_organisation_id is not None,
        ways=tuple(
            dict.fromkeys(say.how.words for say in says.values() if say.is_yes and _is_theirs(say.person_id, one))
        ),
        lacking=tuple(line.title for line in _without_say(one, says)),
    )


def without_yes(breaks: Collection[Break]) -> frozenset[int]:
    """The ids of those of these breaks that somebody arranges by their job, without a yes on record."""
    by_job = {one.id for one in breaks if one.arranged_by_organisation_id is not None}
    kept = session.scalars(select(OnBehalf.break_id).where(OnBehalf.break_id.in_(by_job)))
    unsaid = [one for one in breaks if one.id in by_job - set(kept)]
    says = latest_says(line for one in unsaid for line in one.lines_in) if unsaid else {}
    return frozenset(one.id for one in unsaid if not one.lines_in or _without_say(one, says))


def _without_say(one: Break, says: Mapping[tuple[int, int], Say]) -> list[Line]:
    """The parts to which somebody whose break it is has not said yes."""
    return [
        line
        for line in one.lines_in
        for person in whose_say(line)
        if _is_theirs(person.id, one) and not ((said := says.get((line.id, person.id))) and said.is_yes)
    ]


def _is_theirs(person_id: int, one: Break) -> bool:
    return any(person.id == person_id for person in one.principals)


def options_of(one: Break) -> tuple[Option, ...]:
    """The options under which council money pays for a break now."""
    return tuple(sorted({Option(share.option) for line in one.lines_in for share in line.shares if share.option}))


def code_of(options: Collection[Option]) -> str:
    """How options are kept: "1,3"."""
    return ",".join(str(option.value) for option in options)
