"""Keeping a version of each part of a profile that changes, and forgetting old ones: health data can be erased."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, exists, func, select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.people.about import FilledBy, InWords
from marketplace.people.models import ProfileVersion
from marketplace.people.queries.persons import Known
from marketplace.people.queries.versions import lines_of
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.writing import LONGEST_HELPED_BY, one_line


@contextmanager
def versioned(who: Known, *parts: str, in_words: InWords | None, by: Viewer) -> Iterator[None]:
    """Keep a version of each of these parts that what happens inside changes, in the transaction that is open.

    The first version of a part is kept even where nothing changes: somebody has gone through it. Raises Refused.
    """
    words = _checked(in_words or InWords(FilledBy.ALONE if who.standing.is_self else FilledBy.FOR_THEM))
    before = {part: lines_of(who.person, part) for part in parts}
    yield
    for part, old in before.items():
        new, is_first = lines_of(who.person, part), not _has_version(who, part)
        if is_first and old and old != new:
            _keep(who, part, old, InWords(FilledBy.FOR_THEM), None)
        if is_first or old != new:
            _keep(who, part, new, words, by.account_id)


def forget_versions(ref: str, *, by: Viewer) -> int:
    """Erase all versions but the last of each part; how many went.

    For the person, and whoever decides in their place. Raises NotAllowed.
    """
    with transaction():
        who = theirs_to_change(ref, by=by)
        if not who.standing.may_decide:
            raise NotAllowed(f"Only {who.person.called} can have old versions erased. Call us, and we help")
        of_person = ProfileVersion.person_id == who.person.id
        last = select(func.max(ProfileVersion.id)).where(of_person).group_by(ProfileVersion.part)
        gone = session.scalars(select(ProfileVersion.id).where(of_person, ProfileVersion.id.not_in(last))).all()
        session.execute(delete(ProfileVersion).where(ProfileVersion.id.in_(gone)))
        audit.record("forget_versions", about=about(who.person), by=by.actor)
        return len(gone)


def _checked(in_words: InWords) -> InWords:
    helped_by = one_line(in_words.helped_by)
    if len(helped_by) > LONGEST_HELPED_BY:
        raise Refused(fields={"helped_by": f"Use {LONGEST_HELPED_BY} letters or fewer"})
    return InWords(in_words.filled_by, helped_by if in_words.filled_by is FilledBy.WITH_HELP else "")


def _has_version(who: Known, part: str) -> bool:
    kept = exists().where(ProfileVersion.person_id == who.person.id, ProfileVersion.part == part)
    return bool(session.scalar(select(kept)))


def _keep(who: Known, part: str, lines: list[str], in_words: InWords, account_id: int | None) -> None:
    session.add(
        ProfileVersion(
            person_id=who.person.id,
            part=part,
            lines=lines,
            filled_by=in_words.filled_by,
            helped_by=in_words.helped_by,
            by_account_id=account_id,
            at=clock.now(),
        )
    )
    session.flush()
