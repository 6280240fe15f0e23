"""Which pots still need whose yes, and what a yes covers. Pure.

An agreement covers the shares as they stood. A share that is raised, moved to another line, option or outcome, or
re-dated (which is another line) needs a new one; a lowered share does not (DATA_MODEL 5).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.sorts import AgreedBy, SettlesBy
from marketplace.people.representation import Capacity, Standing

RECORDING = frozenset({Capacity.ADVISER, Capacity.CARE_MANAGER})
"""Capacities that write down what somebody said by telephone or in person."""


@dataclass(frozen=True, slots=True)
class SharePaid:
    """One share as an agreement sees it: of which line and segment, under which option, for which outcome."""

    line_ref: str
    segment_ref: str
    option: int | None
    outcome_ref: str
    pence: int

    @property
    def key(self) -> str:
        """What tells it from any other share of the same pot."""
        return "|".join((self.line_ref, self.segment_ref, str(self.option or ""), self.outcome_ref))


def covered(shares: Iterable[SharePaid]) -> dict[str, int]:
    """What a yes to these shares covers: pence by key."""
    sums: dict[str, int] = {}
    for share in shares:
        sums[share.key] = sums.get(share.key, 0) + share.pence
    return sums


def covers(agreed: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Whether a yes that covered ``agreed`` is a yes to ``now``: nothing new, nothing more."""
    return all(pence <= agreed.get(key, -1) for key, pence in now.items())


@dataclass(frozen=True, slots=True)
class PotTie:
    """What a reader is to a pot. ``has_holder``: an organisation holds it; ``has_council``: its owner has a council."""

    agreed_by: AgreedBy
    has_holder: bool
    has_council: bool
    is_officer: bool
    is_holder: bool
    is_officer_of_owner: bool
    standing: Standing


def way_to_agree(tie: PotTie) -> AgreedHow | None:
    """How this reader would give the pot's yes; none when it is not theirs to give."""
    match tie.agreed_by:
        case AgreedBy.OFFICER:
            return AgreedHow.OFFICER if tie.is_officer else None
        case AgreedBy.LETTER:
            return AgreedHow.LETTER if _may_attach(tie) else None
        case AgreedBy.HOLDER if tie.has_holder:
            return AgreedHow.HOLDER if tie.is_holder else None
    if tie.standing.may_pay:
        return AgreedHow.HOLDER
    return AgreedHow.TOLD if may_record(tie.standing) else None


def ways_to_pay(agreed_by: AgreedBy, *, has_holder: bool, settles_by: Collection[SettlesBy]) -> tuple[SettlesBy, ...]:
    """How the owner of a pot may pay from it themselves; none where somebody else keeps the money.

    Money that a funder agrees by letter and pays to the person, as the ILF does, is paid by transfer: whoever attaches
    the letter has no card to save.
    """
    if has_holder or agreed_by is AgreedBy.OFFICER:
        return ()
    usable = _BY_LETTER if agreed_by is AgreedBy.LETTER else _BY_HOLDER
    return tuple(way for way in usable if way in settles_by)


_BY_HOLDER = (SettlesBy.BANK_TRANSFER, SettlesBy.CARD, SettlesBy.AFTERWARDS)
_BY_LETTER = (SettlesBy.BANK_TRANSFER,)


def may_record(standing: Standing) -> bool:
    """Whether somebody of this standing may write down what the person told them: advisers and officers."""
    return standing.may_plan and (standing.is_officer or bool(standing.capacities & RECORDING))


def _may_attach(tie: PotTie) -> bool:
    """The care manager attaches a funder's letter; for those who have no council whoever may pay, or an adviser."""
    if tie.is_officer_of_owner or Capacity.CARE_MANAGER in tie.standing.capacities:
        return True
    return not tie.has_council and (tie.standing.may_pay or may_record(tie.standing))
