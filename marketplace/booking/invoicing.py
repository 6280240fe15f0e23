"""Which shares of a booked line its provider invoices, piece by piece, and to whom. Pure.

A share of one stretch is one piece. A share of a whole line is cut over the stretches by what of their prices no share
of their own pays, to the penny and always the same way, so that a part delivery is invoiced exactly.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from marketplace.budgets.sorts import SettlesBy
from marketplace.money import share_out

BY_INVOICE = frozenset({SettlesBy.COUNCIL_INVOICE, SettlesBy.FUNDER_INVOICE, SettlesBy.ISF_HOLDER})
"""Ways to pay for which the provider sends an invoice to whoever keeps the money."""


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share, by its reference: of one stretch, or with ``segment`` empty of the line."""

    reference: str
    segment: str
    pence: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment, by its reference, with its price."""

    segment: str
    pence: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What a share pays of a stretch."""

    reference: str
    segment: str
    pence: int


def is_by_invoice(ways: Collection[SettlesBy]) -> bool:
    """Whether a pot that settles in these ways is paid from on a provider's invoice alone."""
    return bool(ways) and BY_INVOICE.issuperset(ways)


def pieces(shares: Sequence[ShareOf], stretches: Sequence[Stretch]) -> tuple[Piece, ...]:
    """Every piece of a line. Of each share they sum to it exactly; those of no pence are left out."""
    own: dict[str, int] = {}
    for share in shares:
        own[share.segment] = own.get(share.segment, 0) + share.pence
    left = [max(one.pence - own.get(one.segment, 0), 0) for one in stretches]
    weights = left if any(left) else [1] * len(stretches)
    found = []
    for share in shares:
        if share.segment:
            found.append(Piece(share.reference, share.segment, share.pence))
            continue
        parts = share_out(share.pence, weights)
        found += [Piece(share.reference, one.segment, part) for one, part in zip(stretches, parts, strict=True)]
    return tuple(piece for piece in found if piece.pence)


def kept_of(several: Iterable[Piece], kept: Mapping[str, int]) -> Iterator[Piece]:
    """What was kept of the pieces of a cancelled line, by share in pence: of the first ones all, as far as it goes.

    What has begun comes first and is kept in full, so what was invoiced of it before stays as it was.
    """
    left = dict(kept)
    for piece in several:
        pence = min(piece.pence, left.get(piece.reference, 0))
        if pence:
            left[piece.reference] -= pence
            yield replace(piece, pence=pence)
