"""What came by transfer in the place of card payments that banks took back: which part it pays, and whose it is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace import clock
from marketplace.booking.lifecycle import ENDED, BreakState
from marketplace.booking.models import Break, Line, Promise, Share
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.booking.queries.not_given import open_words
from marketplace.booking.two_ways import Part, Ways, by_ways
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.db import session
from marketplace.payments.payouts.queries.standing import Standing, standing_of


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


def instead_of_cards() -> list[Instead]:
    """Every promise of which something came so."""
    rows = session.scalars(select(Promise).where(Promise.transferred_pence > 0).order_by(Promise.id))
    return [_instead(one) for one in rows]


def parts_by_ways(promise: Promise, done: Collection[Line], *, waits: bool = True) -> Mapping[Line, Ways]:
    """What is due of each of these parts, out of what cards paid and out of transfers.

    ``waits``: nothing is due in the place of what a provider has still to send back.
    """
    shares = {line: shares_of_line(promise, line) for line in done}
    come = paid_out([share.reference for several in shares.values() for share in several]) if done else {}
    stands = standing_of(promise.reference)
    parts = [_part(several, come, stands.get(line.about, Standing()), waits=waits) for line, several in shares.items()]
    card = promise.by_card_pence - promise.card_back_pence
    bank = promise.transferred_pence - promise.transfer_back_pence - promise.paid_elsewhere_pence
    return dict(zip(shares, by_ways(parts, card_pence=card, bank_pence=bank), strict=True))


def shares_of_line(promise: Promise, line: Line) -> list[Share]:
    """The shares of a part that a promise pays: what a lead payer pays first goes straight to the provider (R48)."""
    mine = [share for share in line.shares if share.pot_id == promise.pot_id]
    return [share for share in mine if not is_led_away(share, is_by_card=promise.is_by_card)]


def done_parts(one: Break) -> list[Line]:
    """Parts of providers on this site that are done, or count as given."""
    given = given_beside_others(one)
    return [line for line in one.lines if line.listing and (line.state in ENDED or line in given)]


def given_beside_others(one: Break) -> list[Line]:
    """Parts that count as given while it is open whether others were: all had their time to say otherwise (0108)."""
    ask = one.over_ask
    if one.state is not BreakState.CONFIRMED or ask is None or ask.over_by > clock.now():
        return []
    said = open_words(one.lines_in)
    return [line for line in one.lines_in if line.ref not in said and not line.is_fee] if said else []


def _part(shares: Collection[Share], come: Mapping[str, int], stands: Standing, *, waits: bool) -> Part:
    return Part(
        due_pence=sum(share.costs_pence for share in shares),
        come_pence=sum(min(share.costs_pence, come.get(share.reference, 0)) for share in shares),
        card_pence=stands.card_pence,
        bank_pence=stands.bank_pence,
        held_pence=stands.held_pence if waits else 0,
    )


def _instead(promise: Promise) -> Instead:
    one = promise.break_
    due = sum(ways.bank_pence for ways in parts_by_ways(promise, done_parts(one), waits=False).values())
    left = promise.transferred_pence - promise.transfer_back_pence - promise.paid_elsewhere_pence - due
    elsewhere = tuple(_elsewhere(promise, left)) if not promise.owed_pence else ()
    return Instead(promise, due, elsewhere, left - sum(pence for _, pence in elsewhere))


def _elsewhere(promise: Promise, left: int) -> Iterator[tuple[Line, int]]:
    paid = {row.line_id for row in promise.paid_elsewhere}
    for line in promise.break_.lines:
        if line.listing is None and line.state in ENDED and line.id not in paid:
            pence = min(sum(share.costs_pence for share in shares_of_line(promise, line)), left)
            if pence:
                left -= pence
                yield line, pence
