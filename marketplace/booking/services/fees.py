"""The fee of whoever holds an ISF: a line of its own, worked out again whenever what its pot pays changes.

Its per cent of what the pot pays, half up once on the sum (DATA_MODEL 3). A lower fee is set aside at once where the
old one was; a higher one waits for the break to be held anew.
"""

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.lifecycle import KEPT, LineState
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.queries.fees import fee_title, kept_shares
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

ISF_OPTION = 2


def refigure_fees(one: Break, *, by: Actor) -> None:
    """Bring every fee line of a break to what its pot pays now: made, changed, or taken out."""
    session.flush()
    session.refresh(one, ["lines"])
    wanted = _wanted(one)
    for line in [line for line in one.lines_in if line.is_fee]:
        pence = wanted.pop(line.pot_id or 0, 0)
        if not pence:
            _end(line, by)
        elif pence != line.pence:
            _change(line, pence, by)
    for pot_id, pence in sorted(wanted.items()):
        _begin(one, session.get_one(Pot, pot_id), pence, by)
    session.flush()


def _wanted(one: Break) -> dict[int, int]:
    """The fee of each pot that has one, by the pot's id."""
    pays: dict[int, int] = {}
    rates: dict[int, int] = {}
    for line in one.lines_in:
        for share in () if line.is_fee else line.shares:
            pays[share.pot_id] = pays.get(share.pot_id, 0) + share.pence
            rates[share.pot_id] = share.pot.fee_basis_points
    for share in kept_shares(one):
        pays[share.pot_id] = pays.get(share.pot_id, 0) + share.kept_pence
        rates[share.pot_id] = share.pot.fee_basis_points
    fees = {pot_id: fee_pence(pence, rates[pot_id]) for pot_id, pence in pays.items()}
    return {pot_id: pence for pot_id, pence in fees.items() if pence}


def _begin(one: Break, pot: Pot, pence: int, by: Actor) -> None:
    whom = {Whose.PERSON: ForWhom.PERSON, Whose.CARER: ForWhom.CARER, Whose.TOGETHER: ForWhom.BOTH}[one.whose]
    now = clock.now()
    line = Line(
        break_=one,
        sort=LineSort.FEE,
        state=LineState.ACCEPTED,
        pot_id=pot.id,
        title=fee_title(pot),
        for_whom=whom,
        duty=one.duty,
        provider_name=pot.holder.name if pot.holder else pot.funder,
        accepted_at=now,
        made_at=now,
        comes_later=one.rest_by is not None,  # it is of the whole, so it is settled with the rest
    )
    line.segments = [Segment(unit=RateUnit.ITEM, quantity=1, rate_pence=pence, pence=pence, noun="fee", is_cover=False)]
    line.shares = [_share(pot.id, pence)]
    begin_line(line, by=by, why=Why.FEE_WORKED_OUT)


def _change(line: Line, pence: int, by: Actor) -> None:
    was_pence = line.pence
    was_held = bool(live_money([share.reference for share in line.shares]))
    let_go([line], by=by)
    (segment,) = line.segments
    segment.rate_pence = segment.pence = pence
    pot_id = line.pot_id or 0
    line.shares[:] = [_share(pot_id, pence)]
    session.flush()
    if was_held and pence < was_pence:
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
