"""The fee of whoever holds an ISF: a line of its own, worked out again whenever what its pot pays changes.

Its per cent of what the pot pays, half up once on the sum (DATA_MODEL 3): the per cent of the day on which the break
was held, which its line keeps (decision 122). A lower fee is set aside at once where the old one was; a higher one
waits for the break to be held anew.
"""

from dataclasses import dataclass

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.lifecycle import KEPT, LineState
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.queries.fees import fee_title, kept_shares, rate_in
from marketplace.booking.queries.holdings import live_money
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import begin_line, move_line
from marketplace.booking.sorts import ForWhom, LineSort, Whose, Why
from marketplace.budgets.fees import fee_pence
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import PotPays
from marketplace.db import new_ref, session
from marketplace.listings.models import RateUnit
from marketplace.money import format_pence

ISF_OPTION = 2


@dataclass(frozen=True, slots=True)
class Fee:
    """What a pot's fee comes to, and its rate in hundredths of a per cent."""

    pence: int
    rate: int


@dataclass(frozen=True, slots=True)
class FeeMoved:
    """A fee that is another one now: what it is called, and what it came to and comes to, in pence."""

    title: str
    was_pence: int
    pence: int

    @property
    def is_dearer(self) -> bool:
        """Whether it is more than before."""
        return self.pence > self.was_pence

    @property
    def words(self) -> str:
        """It as a sentence without its full stop."""
        now = format_pence(self.pence) if self.pence else "nothing"
        return f"{self.title}: {now} now, and not {format_pence(self.was_pence)}"


def fees_differ(one: Break) -> bool:
    """Whether the fees of a break are not what they would be if they were worked out now."""
    fees = (line for line in one.lines_in if line.is_fee)
    return _wanted(one) != {line.pot_id: Fee(line.pence, line.fee_basis_points or 0) for line in fees}


def refigure_fees(one: Break, *, by: Actor) -> tuple[FeeMoved, ...]:
    """Bring every fee line of a break to what its pot pays now: made, changed, or taken out. What came of them."""
    session.flush()
    session.refresh(one, ["lines"])
    before = _sums(one)
    wanted = _wanted(one)
    for line in [line for line in one.lines_in if line.is_fee]:
        fee = wanted.pop(line.pot_id or 0, None)
        if fee is None:
            _end(line, by)
        elif fee != Fee(line.pence, line.fee_basis_points or 0):
            _change(line, fee, by)
    for pot_id, fee in sorted(wanted.items()):
        _begin(one, session.get_one(Pot, pot_id), fee, by)
    session.flush()
    after = _sums(one)
    titles = {pot_id: title for pot_id, (title, _) in (before | after).items()}
    sums = {pot_id: (before.get(pot_id, ("", 0))[1], after.get(pot_id, ("", 0))[1]) for pot_id in sorted(titles)}
    return tuple(FeeMoved(titles[pot_id], was, now) for pot_id, (was, now) in sums.items() if was != now)


def _sums(one: Break) -> dict[int, tuple[str, int]]:
    """What each fee is called and comes to, by its pot's id."""
    return {line.pot_id or 0: (line.title, line.pence) for line in one.lines_in if line.is_fee}


def _wanted(one: Break) -> dict[int, Fee]:
    """The fee of each pot that has one, by the pot's id."""
    pays: dict[int, int] = {}
    pots: dict[int, Pot] = {}
    for share in (share for line in one.lines_in if not line.is_fee for share in line.shares):
        pays[share.pot_id] = pays.get(share.pot_id, 0) + share.pence
        pots[share.pot_id] = share.pot
    for share in kept_shares(one):
        pays[share.pot_id] = pays.get(share.pot_id, 0) + share.kept_pence
        pots[share.pot_id] = share.pot
    rates = {pot_id: rate_in(one, pot) for pot_id, pot in pots.items()}
    fees = {pot_id: Fee(fee_pence(pays[pot_id], rate), rate) for pot_id, rate in rates.items()}
    return {pot_id: fee for pot_id, fee in fees.items() if fee.pence}


def _begin(one: Break, pot: Pot, fee: Fee, by: Actor) -> None:
    whom = {Whose.PERSON: ForWhom.PERSON, Whose.CARER: ForWhom.CARER, Whose.TOGETHER: ForWhom.BOTH}[one.whose]
    now = clock.now()
    line = Line(
        break_=one,
        sort=LineSort.FEE,
        state=LineState.ACCEPTED,
        pot_id=pot.id,
        fee_basis_points=fee.rate,
        title=fee_title(pot, fee.rate),
        for_whom=whom,
        duty=one.duty,
        provider_name=pot.holder.name if pot.holder else pot.funder,
        accepted_at=now,
        made_at=now,
        comes_later=one.rest_by is not None,  # it is of the whole, so it is settled with the rest
    )
    line.segments = [
        Segment(unit=RateUnit.ITEM, quantity=1, rate_pence=fee.pence, pence=fee.pence, noun="fee", is_cover=False)
    ]
    line.shares = [_share(pot.id, fee.pence)]
    begin_line(line, by=by, why=Why.FEE_WORKED_OUT)


def _change(line: Line, fee: Fee, by: Actor) -> None:
    was_pence = line.pence
    was_held = bool(live_money([share.reference for share in line.shares]))
    let_go([line], by=by)
    (segment,) = line.segments
    segment.rate_pence = segment.pence = fee.pence
    line.shares[:] = [_share(line.pot_id or 0, fee.pence)]
    if line.pot is not None and fee.rate != line.fee_basis_points:
        line.fee_basis_points, line.title = fee.rate, fee_title(line.pot, fee.rate)
    session.flush()
    if was_held and fee.pence < was_pence:
        _set_aside(line, by)


def _set_aside(line: Line, by: Actor) -> None:
    one = line.break_
    until = None if one.state in KEPT and one.confirmed_at else one.hold_until
    wanted = [PotPays(share.pot_id, share.pence, share.reference, line.payee) for share in line.shares]
    ledger.hold(wanted=wanted, until=until, key=f"fee:{new_ref()}", by=by)


def _end(line: Line, by: Actor) -> None:
    let_go([line], by=by)
    is_kept = line.break_.state in KEPT
    to = LineState.CANCELLED if is_kept else LineState.TAKEN_OUT
    move_line(line, to, Why.FEE_WORKED_OUT, by=by)


def _share(pot_id: int, pence: int) -> Share:
    return Share(ref=new_ref(), pot_id=pot_id, option=ISF_OPTION, pence=pence)
