"""Money flowing from pots to parts, as a drawing. All that it shows stands in the table beside it, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.booking.queries.money_rows import PotPart
from marketplace.booking.queries.page import BreakPage

WIDTH, HEIGHT = 1200, 440
LEFT, RIGHT, BANK, GAP = 320, 866, 14, 14
LEAST_LEFT, LEAST_RIGHT = 46, 30
"""How much room the words beside a bank need, in the units of the drawing."""


@dataclass(frozen=True)
class Bank:
    """A pot or a part: where it stands, and its words. ``middle``: the height of its words."""

    name: str
    letter: str
    pence: int
    top: float
    height: float
    middle: float


@dataclass(frozen=True)
class Flow:
    """What one pot pays of one part: the outline of it."""

    letter: str
    outline: str


@dataclass(frozen=True)
class Rivers:
    """The whole drawing. ``words`` says what it shows."""

    height: int
    pots: tuple[Bank, ...]
    parts: tuple[Bank, ...]
    flows: tuple[Flow, ...]
    words: str


def rivers(found: BreakPage) -> Rivers | None:
    """The drawing of who pays; none while nobody pays anything."""
    if not found.money_pence or not found.pence:
        return None
    scale = HEIGHT / max(found.money_pence, found.pence)
    ordered = _in_order(found)
    pots = _banks([(pot.name, pot.letter, pot.pence) for pot in ordered], scale, LEAST_LEFT)
    parts = _banks([(line.title, "", line.pence) for line in found.lines], scale, LEAST_RIGHT)
    flows = _flows(found, dict(zip([pot.pot_ref for pot in ordered], pots, strict=True)), parts, scale)
    bottom = max((*(_end(one, LEAST_LEFT) for one in pots), *(_end(one, LEAST_RIGHT) for one in parts)))
    words = f"{len(pots)} pots on the left pay for {len(parts)} parts on the right. The table below says it all."
    return Rivers(round(bottom), pots, parts, flows, words)


def _banks(several: Sequence[tuple[str, str, int]], scale: float, least: int) -> tuple[Bank, ...]:
    banks, top = [], 0.0
    for name, letter, pence in several:
        height = max(pence * scale, 2.0)
        room = max(height, least)
        banks.append(Bank(name, letter, pence, top + (room - height) / 2, height, top + room / 2))
        top += room + GAP
    return tuple(banks)


def _end(bank: Bank, least: int) -> float:
    return bank.middle + max(bank.height, least) / 2


def _in_order(found: BreakPage) -> list[PotPart]:
    """The pots by the middle of what they pay for, so that few rivers cross."""
    middles: dict[str, list[int]] = {}
    for place, line in enumerate(found.lines):
        for share in line.shares:
            middles.setdefault(share.pot_ref, []).append(place)
    return sorted(found.pots, key=lambda pot: sum(middles[pot.pot_ref]) / len(middles[pot.pot_ref]))


def _flows(found: BreakPage, pots: Mapping[str, Bank], parts: Sequence[Bank], scale: float) -> tuple[Flow, ...]:
    """Each share, from the next free height of its pot to the next free height of its part."""
    leaves = {ref: bank.top for ref, bank in pots.items()}
    flows = []
    for line, bank in zip(found.lines, parts, strict=True):
        arrives = bank.top
        for share in sorted(line.shares, key=lambda one: pots[one.pot_ref].top):
            width = share.pence * scale
            flows.append(Flow(share.letter, _outline(leaves[share.pot_ref], arrives, width)))
            leaves[share.pot_ref] += width
            arrives += width
    return tuple(flows)


def _outline(start: float, end: float, width: float) -> str:
    left, right, half = LEFT + BANK, RIGHT, (LEFT + BANK + RIGHT) / 2
    there = f"M{left} {start:.1f}C{half:.0f} {start:.1f} {half:.0f} {end:.1f} {right} {end:.1f}"
    back = f"V{end + width:.1f}C{half:.0f} {end + width:.1f} {half:.0f} {start + width:.1f} {left} {start + width:.1f}Z"
    return there + back
