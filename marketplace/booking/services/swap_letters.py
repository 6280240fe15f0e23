"""Letters about a swap of a part of a confirmed break. Each reader is told what is theirs (R54)."""

from collections.abc import Iterable, Sequence

from marketplace.booking.models import Line, Promise, Swap, SwapPot
from marketplace.booking.queries.readiness import agreements_of
from marketplace.booking.queries.swaps import is_limited, says_missing, standing_limit
from marketplace.booking.queries.words import line_words, when_words
from marketplace.booking.services.letters import calendar_file, tell_booked, tell_provider_of_end
from marketplace.booking.services.money_letters import payer_of
from marketplace.booking.services.recipients import agreeing_for, brokers_for, deciders_of, readers_of
from marketplace.booking.sorts import AcceptedHow
from marketplace.budgets.sorts import AgreedBy
from marketplace.notifications.services import File, Recipient, owe
from marketplace.people.services.readers import once, recipient


def ask_for_swap(swap: Swap) -> None:
    """Ask everyone whose yes a swap waits for: whose part it is, who pays, an officer for what rules leave to one."""
    one = swap.break_
    wanted = [recipient(person) for person in says_missing(swap.fresh)]
    for row in swap.pots:
        if row.is_waited_for:
            wanted += _answering_for(swap, row)
    wanted += deciders_of(one) if swap.asks else []
    brokers = brokers_for(one) if swap.asks else []
    for reader in once(wanted):
        _owe("break-swap-wanted", swap, reader, names_parts=reader not in brokers)


def ask_to_pay_more(swap: Swap, promise: Promise, pence: int) -> None:
    """Whoever paid by card before is to pay what a swap costs more; until then all stays as it was."""
    owe(
        "break-swap-pay",
        to=payer_of(promise),
        about=swap.break_.about,
        title=swap.break_.title,
        old=swap.old.title,
        new=swap.fresh.title,
        old_pence=swap.old.pence,
        new_pence=swap.fresh.pence,
        pot=promise.pot.name,
        pence=pence,
        until=swap.until,
        ref=swap.break_.ref,
        swap_ref=swap.ref,
    )


def tell_swapped(swap: Swap) -> None:
    """Tell those whose break it is, both providers, and who named the limits that a swap was inside."""
    one = swap.break_
    calendar = calendar_file(one)
    for reader in readers_of(one):
        _owe("break-swapped", swap, reader, files=calendar if reader.email else ())
    tell_provider_of_end(swap.old)
    tell_booked(swap.fresh, agreements_of(one))
    for row in swap.pots:
        if is_limited(row.pot) and not row.why_asked:
            limit = standing_limit(row.pot)
            if limit is not None and limit.named_by is not None and limit.named_by.closed_at is None:
                owe(
                    "break-swap-inside",
                    to=Recipient(limit.named_by.name, limit.named_by.email),
                    about=one.about,
                    called=row.pot.person.called,
                    pot=row.pot.name,
                    old=_kind(swap.old),
                    new=_kind(swap.fresh),
                    old_pence=row.old_pence,
                    new_pence=row.new_pence,
                )


def tell_swap_off(swap: Swap) -> None:
    """Tell those whose break it is that nothing is swapped, and a provider that was asked that its time is free.

    Whoever says yes at once was not asked, and hears of what is booked alone.
    """
    for reader in readers_of(swap.break_):
        _owe("break-swap-off", swap, reader)
    if swap.fresh.asked_at is not None and swap.fresh.accepted_how is not AcceptedHow.STANDING_WORD:
        tell_provider_of_end(swap.fresh)


def _answering_for(swap: Swap, row: SwapPot) -> Iterable[Recipient]:
    if row.pot.sort.agreed_by is AgreedBy.LETTER:
        return [recipient(row.pot.person)]
    return agreeing_for(swap.break_, row.pot)


def _owe(name: str, swap: Swap, reader: Recipient, *, files: Sequence[File] = (), names_parts: bool = True) -> None:
    """``names_parts``: who does not see the break reads the sort of each part, and no more (R54)."""
    owe(
        name,
        to=reader,
        about=swap.break_.about,
        files=files,
        has_calendar=bool(files),
        title=swap.break_.title if names_parts else "a short break",
        old=swap.old.title if names_parts else _kind(swap.old),
        new=swap.fresh.title if names_parts else _kind(swap.fresh),
        when=when_words(swap.fresh),
        words=line_words(swap.fresh),
        old_pence=swap.old.pence,
        new_pence=swap.fresh.pence,
        kept_pence=swap.old.kept_pence,
        is_kept=swap.old.state.is_in,
        reason=swap.words,
        until=swap.until,
        ref=swap.break_.ref,
        swap_ref=swap.ref,
    )


def _kind(line: Line) -> str:
    """What sort of thing it is: funders see that and no more (R54)."""
    return line.kind.label if line.kind else line.title
