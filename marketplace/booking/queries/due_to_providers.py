"""What is due to providers out of what families paid of a break: of parts that are done, or kept of others."""

from collections.abc import Iterator, Mapping, Sequence

from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Promise, Share
from marketplace.booking.queries.instead_of_cards import done_parts, shares_of_line, ways_of_parts
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.words import line_words, when_words
from marketplace.booking.two_ways import Ways
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.payments.charges import what_for
from marketplace.payments.payouts.due import Due
from marketplace.payments.payouts.lifecycle import PayoutWay


def due_to_providers(one: Break) -> list[Due]:
    """What is due by now of a break that was confirmed, part by part and payer by payer, nothing among it.

    Of what comes by bank transfer only what has come, as the books say: they are written when all of it is there. Parts
    of providers on this site alone: for others nobody here has an account to send it to. Of a card payment that a bank
    took back, and that was paid again by transfer, both ways (0125).
    """
    done = done_parts(one)
    promises = promises_of(one) if one.confirmed_at and done else []
    by_transfer = {found.pot_id for found in promises if not found.is_by_card}
    shares = [share for line in done for share in line.shares if share.pot_id in by_transfer]
    come = paid_out([share.reference for share in shares]) if shares else {}
    both = ways_of_parts({found: done for found in promises if found.is_by_card and found.due_on})
    return [due for line in done for due in _dues(line, promises, come, both)]


def _dues(
    line: Line, promises: Sequence[Promise], come: Mapping[str, int], both: Mapping[Promise, Mapping[Line, Ways]]
) -> Iterator[Due]:
    for found in promises:
        shares = shares_of_line(found, line)
        if not shares:
            continue
        if found in both:
            ways = both[found][line]
            yield _due(line, found, ways.card_pence, PayoutWay.CARD)
            yield _due(line, found, ways.bank_pence, PayoutWay.BANK)
        else:
            way = PayoutWay.CARD if found.is_by_card else PayoutWay.BANK
            yield _due(line, found, sum(_pence(share, found, come) for share in shares), way)


def _due(line: Line, found: Promise, pence: int, way: PayoutWay) -> Due:
    if line.listing is None:
        msg = "nothing is due here for parts of people who are not on this site"
        raise ValueError(msg)
    is_off = line.state is LineState.CANCELLED
    return Due(
        part=line.about,
        charged=found.reference,
        provider_id=line.listing.provider_id,
        pence=pence,
        group=line.break_.ref,
        words=f"{'Kept when it was cancelled: ' if is_off else ''}{line.title}: {line_words(line)}",
        when="; ".join(when_words(line)),
        what_for=what_for(break_ref=line.break_.ref, pot_ref=found.pot.ref, line_refs=[line.ref]),
        way=way,
    )


def _pence(share: Share, found: Promise, come: Mapping[str, int]) -> int:
    pence = share.costs_pence
    return pence if found.is_by_card else min(pence, come.get(share.reference, 0))
