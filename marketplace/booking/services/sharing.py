"""Saying who pays what of a line. What stays as it was stays set aside and agreed; what changes is asked anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking import shares as parts_of
from marketplace.booking.drafts import SharePart
from marketplace.booking.models import Line, Segment, Share
from marketplace.booking.queries.sharing import reach
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.staging import refuse_kept
from marketplace.booking.shares import Part
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import known_pot
from marketplace.budgets.services import ledger
from marketplace.db import new_ref, session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotFound, Refused
from marketplace.people.models import Outcome, SupportPlan

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One share as it is to be."""

    pot_id: int
    option: int | None
    outcome_id: int | None
    segment_id: int | None
    pence: int
    basis_points: int | None


def set_shares(
    ref: str,
    line_ref: str,
    *,
    parts: Sequence[SharePart],
    segment_ref: str = "",
    seen: str | None = None,
    by: Viewer,
) -> None:
    """Who pays a line, or one segment of it: these parts, instead of those before. Fee lines follow by themselves.

    Less than the price may be kept in a draft, and is said; more is refused. Fields are numbered by the part's place:
    ``pot-0``, ``amount-0``, ``option-0``, ``outcome-0``. ``seen``: the stamp of the shares that the form showed.
    Raises Refused by field, ChangedMeanwhile, NotFound, NotNow.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = known.line(line_ref)
        if line.is_fee:
            raise Refused("The fee is worked out from what its pot pays")
        refuse_kept(line)
        refuse_changed(seen, stamp(*(share.ref for share in line.shares)))
        segment = _segment(line, segment_ref)
        pence = parts_of.amounts(
            segment.pence if segment else line.pence, [Part(part.pence, part.per_cent) for part in parts]
        )
        wanted = [_wanted(line, segment, place, part, pence[place], by) for place, part in enumerate(parts)]
        _replace(line, segment, wanted, by)
        _refuse_beyond(line, wanted)
        if sum(share.pence for share in line.shares) > line.pence:
            raise Refused("Other parts of this line are paid already. Together this is more than its price")
        refigure_fees(line.break_, by=by.actor)
        audit.record("shares-set", about=line.about, by=by.actor)
        confirm_if_all_agreed(line.break_, by=by.actor)


def _segment(line: Line, ref: str) -> Segment | None:
    if not ref:
        return None
    for segment in line.segments:
        if segment.ref == ref:
            return segment
    raise NotFound


def _wanted(line: Line, segment: Segment | None, place: int, part: SharePart, pence: int, by: Viewer) -> _Wanted:
    pot = _pot(line, place, part, by)
    if part.option is not None and part.option not in pot.options:
        said = "has no option" if not pot.options else "does not pay under this option"
        raise Refused(fields={f"option-{place}": f"{pot.name} {said}"})
    return _Wanted(
        pot_id=pot.id,
        option=part.option,
        outcome_id=_outcome_id(pot, place, part),
        segment_id=segment.id if segment else None,
        pence=pence,
        basis_points=int(part.per_cent * HUNDREDTHS) if part.per_cent is not None else None,
    )


def _pot(line: Line, place: int, part: SharePart, by: Viewer) -> Pot:
    try:
        pot = known_pot(part.pot_ref, viewer=by).pot
    except NotFound as unknown:
        raise Refused(fields={f"pot-{place}": "Choose one of the pots in the list"}) from unknown
    reasons = reach(pot, line).why_not
    if reasons:
        raise Refused(fields={f"pot-{place}": " ".join(reasons)})
    return pot


def _refuse_beyond(line: Line, wanted: Sequence[_Wanted]) -> None:
    """A pot whose days are only some of the line's pays for those alone. Raises Refused at its amount."""
    wrong = {}
    for place, one in enumerate(wanted):
        pot = session.get_one(Pot, one.pot_id)
        pays = sum(share.pence for share in line.shares if share.pot_id == pot.id)
        limit = reach(pot, line)
        if pays > limit.most_pence:
            wrong[f"amount-{place}"] = f"{limit.only_words} Let another pot pay the rest"
    if wrong:
        raise Refused(fields=wrong)


def _outcome_id(pot: Pot, place: int, part: SharePart) -> int | None:
    if not part.outcome_ref:
        return None
    theirs = select(Outcome.id).join(SupportPlan, SupportPlan.id == Outcome.support_plan_id)
    found = session.scalar(theirs.where(Outcome.ref == part.outcome_ref, SupportPlan.person_id == pot.person_id))
    if found is None:
        raise Refused(fields={f"outcome-{place}": "Choose something from the support plan of whose money this is"})
    return found


def _replace(line: Line, segment: Segment | None, wanted: Sequence[_Wanted], by: Viewer) -> None:
    """Keep the shares that stay, let go of the rest, add what is new."""
    left = list(wanted)
    gone = []
    for share in line.shares:
        if segment is not None and share.segment_id not in {None, segment.id}:
            continue
        same = _as_wanted(share)
        if same in left:
            left.remove(same)
        else:
            gone.append(share)
    if gone:
        ledger.void(references=[share.reference for share in gone], by=by.actor)
    for share in gone:
        line.shares.remove(share)
    line.shares.extend(
        Share(
            ref=new_ref(),
            pot_id=one.pot_id,
            option=one.option,
            outcome_id=one.outcome_id,
            segment_id=one.segment_id,
            pence=one.pence,
            basis_points=one.basis_points,
        )
        for one in left
    )
    session.flush()


def _as_wanted(share: Share) -> _Wanted:
    return _Wanted(share.pot_id, share.option, share.outcome_id, share.segment_id, share.pence, share.basis_points)
