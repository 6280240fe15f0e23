"""What came by transfer in the place of card payments that banks took back: which part it pays, and whose it is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.booking.lifecycle import ENDED, BreakState
from marketplace.booking.models import Break, Line, Promise, Share
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.booking.queries.not_given import open_words
from marketplace.booking.queries.promises import CHARGED_AS, TRANSFER_BACK, TRANSFER_LEFT
from marketplace.booking.two_ways import Part, Ways, by_ways
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.db import session
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.paid_by_bank import sum_of
from marketplace.payments.payouts.queries.standing import Standing, standings_of


@dataclass(frozen=True, slots=True)
class Instead:
    """Of one promise by card, what came by transfer and is not owed back, in pence: all of it has a place here.

    ``due_pence``: of done parts of providers on this site; ``elsewhere``: of done parts of others that wait to be paid,
    if nothing is owed; ``to_come_pence``: of parts that are not done. What others were paid stays theirs.
    """

    promise: Promise
    due_pence: int
    elsewhere: tuple[tuple[Line, int], ...]
    to_come_pence: int

    @property
    def elsewhere_pence(self) -> int:
        """All that is for others, paid or not."""
        return self.promise.paid_elsewhere_pence + sum(pence for _, pence in self.elsewhere)


def instead_of_cards(*which: ColumnElement[bool]) -> list[Instead]:
    """Every promise of which something came so, or those of them; all that they need is read at once."""
    done = _with_done_parts(Promise.transferred_pence > 0, *which)
    ways = ways_of_parts(done, waits=False)
    return [_instead(promise, sum(one.bank_pence for one in ways[promise].values())) for promise in done]


def breaks_with_more_due() -> set[int]:
    """Ids of breaks of which more of what came so is due to providers on this site than they have or are owed.

    Not those where all that is left is for others, or for parts that are not done, or waits for what a provider has
    still to send back.
    """
    stands = select(sum_of(Payout.pence - Payout.back_pence)).where(
        Payout.charged == CHARGED_AS, Payout.way == PayoutWay.BANK, Payout.state != PayoutState.OVER
    )
    has_more = stands.correlate(Promise).scalar_subquery() < TRANSFER_LEFT - TRANSFER_BACK
    parts = _parts(_with_done_parts(Promise.transferred_pence > 0, has_more), waits=True)
    return {
        promise.break_id
        for promise, several in parts.items()
        if any(ways.bank_pence > several[line].bank_pence for line, ways in _ways(promise, several).items())
    }


def ways_of_parts(
    done: Mapping[Promise, Collection[Line]], *, waits: bool = True
) -> Mapping[Promise, Mapping[Line, Ways]]:
    """What is due of each of these parts, out of what cards paid and out of transfers.

    ``waits``: nothing is due in the place of what a provider has still to send back.
    """
    return {promise: _ways(promise, parts) for promise, parts in _parts(done, waits=waits).items()}


def shares_of_line(promise: Promise, line: Line) -> list[Share]:
    """The shares of a part that a promise pays: what a lead payer pays first goes straight to the provider (R48)."""
    mine = [share for share in line.shares if share.pot_id == promise.pot_id]
    return [share for share in mine if not is_led_away(share, is_by_card=promise.is_by_card)]


def done_parts(one: Break) -> list[Line]:
    """Parts of providers on this site that are done, or count as given."""
    return _done_parts(one, given_beside_others(one))


def given_beside_others(one: Break) -> list[Line]:
    """Parts that count as given while it is open whether others were: all had their time to say otherwise (0108)."""
    return _given(one, open_words(one.lines_in) if _had_their_time(one) else ())


def _had_their_time(one: Break) -> bool:
    ask = one.over_ask
    return one.state is BreakState.CONFIRMED and ask is not None and ask.over_by <= clock.now()


def _given(one: Break, said: Collection[str]) -> list[Line]:
    """``said``: the references of all parts that somebody says were not given."""
    if not any(line.ref in said for line in one.lines_in):
        return []
    return [line for line in one.lines_in if line.ref not in said and not line.is_fee]


def _done_parts(one: Break, given: Collection[Line]) -> list[Line]:
    return [line for line in one.lines if line.listing_id is not None and (line.state in ENDED or line in given)]


def _with_done_parts(*which: ColumnElement[bool]) -> dict[Promise, list[Line]]:
    """These promises, each with the parts of its break that are done."""
    shares = joinedload(Promise.break_).selectinload(Break.lines).selectinload(Line.shares)
    read = (shares.joinedload(Share.pot).joinedload(Pot.sort), selectinload(Promise.paid_elsewhere))
    promises = session.scalars(select(Promise).where(*which).options(*read).order_by(Promise.id)).all()
    asked = [one for one in {promise.break_ for promise in promises} if _had_their_time(one)]
    said = open_words([line for one in asked for line in one.lines_in])
    given = {one.id: _given(one, said) for one in asked}
    return {one: _done_parts(one.break_, given.get(one.break_id, ())) for one in promises}


def _parts(done: Mapping[Promise, Collection[Line]], *, waits: bool) -> dict[Promise, dict[Line, Part]]:
    shares = {one: {line: shares_of_line(one, line) for line in lines} for one, lines in done.items()}
    names = [share.reference for lines in shares.values() for several in lines.values() for share in several]
    come = paid_out(names) if names else {}
    stands = standings_of([one.reference for one in done]) if names else {}
    return {
        one: {
            line: _part(several, come, stands.get((one.reference, line.about), Standing()), waits=waits)
            for line, several in lines.items()
        }
        for one, lines in shares.items()
    }


def _ways(promise: Promise, parts: Mapping[Line, Part]) -> Mapping[Line, Ways]:
    card = promise.by_card_pence - promise.card_back_pence
    bank = promise.transferred_pence - promise.transfer_back_pence - promise.paid_elsewhere_pence
    return dict(zip(parts, by_ways(list(parts.values()), card_pence=card, bank_pence=bank), strict=True))


def _part(shares: Collection[Share], come: Mapping[str, int], stands: Standing, *, waits: bool) -> Part:
    return Part(
        due_pence=sum(share.costs_pence for share in shares),
        come_pence=sum(min(share.costs_pence, come.get(share.reference, 0)) for share in shares),
        card_pence=stands.card_pence,
        bank_pence=stands.bank_pence,
        held_pence=stands.held_pence if waits else 0,
    )


def _instead(promise: Promise, due: int) -> Instead:
    left = promise.transferred_pence - promise.transfer_back_pence - promise.paid_elsewhere_pence - due
    elsewhere = tuple(_elsewhere(promise, left)) if not promise.owed_pence else ()
    return Instead(promise, due, elsewhere, left - sum(pence for _, pence in elsewhere))


def _elsewhere(promise: Promise, left: int) -> Iterator[tuple[Line, int]]:
    paid = {row.line_id for row in promise.paid_elsewhere}
    for line in promise.break_.lines:
        if line.listing_id is None and line.state in ENDED and line.id not in paid:
            pence = min(sum(share.costs_pence for share in shares_of_line(promise, line)), left)
            if pence:
                left -= pence
                yield line, pence
