"""What is due to providers out of what cards paid of a break: of parts that are done, and what was kept of others."""

from collections.abc import Iterator

from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Promise
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.words import line_words, when_words
from marketplace.payments.charges import what_for
from marketplace.payments.payouts.due import Due


def due_to_providers(one: Break) -> list[Due]:
    """What is due by now of a break that was confirmed, part by part and card by card, nothing among it.

    Parts of providers on this site alone: for others nobody here has an account to send it to.
    """
    by_card = [found for found in promises_of(one) if found.is_by_card]
    done = [line for line in one.lines if line.listing and line.state in {LineState.DELIVERED, LineState.CANCELLED}]
    return [due for line in done for due in _dues(line, by_card)] if one.confirmed_at else []


def _dues(line: Line, by_card: list[Promise]) -> Iterator[Due]:
    is_off = line.state is LineState.CANCELLED
    for found in by_card:
        shares = [share for share in line.shares if share.pot_id == found.pot_id]
        if not shares or line.listing is None:
            continue
        yield Due(
            part=line.about,
            charged=found.reference,
            provider_id=line.listing.provider_id,
            pence=sum(share.kept_pence if is_off else share.pence for share in shares),
            group=line.break_.ref,
            words=f"{'Kept when it was cancelled: ' if is_off else ''}{line.title}: {line_words(line)}",
            when="; ".join(when_words(line)),
            what_for=what_for(break_ref=line.break_.ref, pot_ref=found.pot.ref, line_refs=[line.ref]),
        )
