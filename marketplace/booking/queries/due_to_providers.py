"""What is due to providers out of what families paid of a break: of parts that are done, or kept of others."""

from collections.abc import Iterator, Mapping, Sequence

from marketplace import clock
from marketplace.booking.lifecycle import ENDED, BreakState, LineState
from marketplace.booking.models import Break, Line, Promise, Share
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.booking.queries.not_given import open_words
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.words import line_words, when_words
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.payments.charges import what_for
from marketplace.payments.payouts.due import Due
from marketplace.payments.payouts.lifecycle import PayoutWay


def due_to_providers(one: Break) -> list[Due]:
    """What is due by now of a break that was confirmed, part by part and payer by payer, nothing among it.

    Of what comes by bank transfer only what has come, as the books say: they are written when all of it is there. Parts
    of providers on this site alone: for others nobody here has an account to send it to.
    """
    given = given_beside_others(one)
    done = [line for line in one.lines if line.listing and (line.state in ENDED or line in given)]
    promises = promises_of(one) if one.confirmed_at and done else []
    by_transfer = {found.pot_id for found in promises if not found.is_by_card}
    shares = [share for line in done for share in line.shares if share.pot_id in by_transfer]
    come = paid_out([share.reference for share in shares]) if shares else {}
    return [due for line in done for due in _dues(line, promises, come)]


def given_beside_others(one: Break) -> list[Line]:
    """Parts that count as given while it is open whether others were: all had their time to say otherwise (0108)."""
    ask = one.over_ask
    if one.state is not BreakState.CONFIRMED or ask is None or ask.over_by > clock.now():
        return []
    said = open_words(one.lines_in)
    return [line for line in one.lines_in if line.ref not in said and not line.is_fee] if said else []


def _dues(line: Line, promises: Sequence[Promise], come: Mapping[str, int]) -> Iterator[Due]:
    is_off = line.state is LineState.CANCELLED
    for found in promises:
        mine = [share for share in line.shares if share.pot_id == found.pot_id]
        # what a lead payer pays first goes straight to the provider (R48)
        shares = [share for share in mine if not is_led_away(share, is_by_card=found.is_by_card)]
        if not shares or line.listing is None:
            continue
        yield Due(
            part=line.about,
            charged=found.reference,
            provider_id=line.listing.provider_id,
            pence=sum(_pence(share, found, come) for share in shares),
            group=line.break_.ref,
            words=f"{'Kept when it was cancelled: ' if is_off else ''}{line.title}: {line_words(line)}",
            when="; ".join(when_words(line)),
            what_for=what_for(break_ref=line.break_.ref, pot_ref=found.pot.ref, line_refs=[line.ref]),
            way=PayoutWay.CARD if found.is_by_card else PayoutWay.BANK,
        )


def _pence(share: Share, found: Promise, come: Mapping[str, int]) -> int:
    pence = share.costs_pence
    return pence if found.is_by_card else min(pence, come.get(share.reference, 0))
