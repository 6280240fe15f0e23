"""What a daily proof of the ledger looks at: sums worked out again from the entries, and the chain over them. Pure.

The chain: entries are sealed in batches, in the order of their numbers. A seal's digest is SHA-256 over the digest
before it and one line for each entry, so that whoever changes, takes out or puts in a sealed entry would have to make
every later seal anew, and the head that was written down elsewhere would still tell.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.worded import Worded

MOVED = frozenset({"post", "posted"})


class FlawKind(Worded):
    """What can be wrong with the books."""

    AVAILABLE = "available", "What is free in a pot is not what its entries say"
    HELD = "held", "What is set aside in a pot is not what its entries say"
    CAME_IN = "came_in", "What came into a pot is not what its entries say"
    PAID = "paid", "What was paid from a pot is not what its entries say"
    OPEN = "open", "What is still set aside for one thing is not what its entries say"
    BELOW_NOUGHT = "below_nought", "A sum that may not be is below nought"
    NOT_NOUGHT = "not_nought", "All entries together do not come to nought: an account is missing"
    CHANGED = "changed", "Entries were changed, taken out or put in after they were sealed"
    CUT_OFF = "cut_off", "Seals that an earlier proof rested on are gone"

    @property
    def is_a_sum(self) -> bool:
        """Whether two sums of money differ, and not the chain."""
        return self not in {FlawKind.CHANGED, FlawKind.CUT_OFF}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong. ``about``: "account 7", "entry 12"; both sums in pence, nought where it is the chain."""

    kind: FlawKind
    about: str
    kept_pence: int = 0
    reckoned_pence: int = 0


@dataclass(frozen=True, slots=True)
class KeptSums:
    """What the database keeps of one account, in pence."""

    account_id: int
    is_pot: bool
    is_guarded: bool
    available_pence: int
    held_pence: int
    came_in_pence: int
    paid_pence: int


@dataclass(frozen=True, slots=True)
class Moved:
    """So much in all, of one phase, between an account and others of one kind. ``is_out``: it went from the account."""

    account_id: int
    phase: str
    is_out: bool
    is_with_payee: bool
    pence: int


def account_flaws(kept: Iterable[KeptSums], moved: Iterable[Moved]) -> list[Flaw]:
    """Where what is kept of accounts differs from their entries, or is below nought, or all is not nought together."""
    by_account: dict[int, list[Moved]] = {}
    for one in moved:
        by_account.setdefault(one.account_id, []).append(one)
    flaws: list[Flaw] = []
    total = 0
    for account in kept:
        rows = by_account.get(account.account_id, [])
        total += _net(rows)
        if account.is_pot:
            flaws += _of_pot(account, rows)
    if total:
        flaws.append(Flaw(FlawKind.NOT_NOUGHT, "all accounts", 0, total))
    return flaws


def hold_flaws(holds: Iterable[tuple[int, int | None, int]]) -> list[Flaw]:
    """Holds kept otherwise than their entries say. Of each: its entry, the pence kept as open, those that are."""
    return [
        Flaw(FlawKind.OPEN, f"entry {entry_id}", kept or 0, right)
        for entry_id, kept, right in holds
        if kept is None or kept != right
    ]


def _net(rows: Iterable[Moved]) -> int:
    """What came to an account less what went from it."""
    return sum(-one.pence if one.is_out else one.pence for one in rows if one.phase in MOVED)


def _of_pot(kept: KeptSums, rows: list[Moved]) -> Iterator[Flaw]:
    about = f"account {kept.account_id}"
    paid = -_net(one for one in rows if one.is_with_payee)
    pairs = [
        (FlawKind.CAME_IN, kept.came_in_pence, _net(rows) + paid),
        (FlawKind.PAID, kept.paid_pence, paid),
    ]
    if kept.is_guarded:
        held = _out(rows, "pending") - _out(rows, "post") - _out(rows, "void")
        pairs += [
            (FlawKind.AVAILABLE, kept.available_pence, _net(rows) - held),
            (FlawKind.HELD, kept.held_pence, held),
        ]
        low = min(kept.available_pence, kept.held_pence)
        if low < 0:
            yield Flaw(FlawKind.BELOW_NOUGHT, about, low, 0)
    for kind, is_kept, is_right in pairs:
        if is_kept != is_right:
            yield Flaw(kind, about, is_kept, is_right)


def _out(rows: Iterable[Moved], phase: str) -> int:
    return sum(one.pence for one in rows if one.is_out and one.phase == phase)


@dataclass(frozen=True, slots=True)
class Sealable:
    """One entry as it is sealed; ``source`` and ``target`` say what its accounts stand for ("pot 7", "payee x")."""

    entry_id: int
    source: str
    target: str
    pence: int
    phase: str
    pending_id: int | None
    corrects_id: int | None
    key: str
    reference: str
    expires_at: datetime | None
    at: datetime
    by_account_id: int | None

    def line(self) -> bytes:
        """The entry as one line that no other entry has."""
        said = [
            *(self.entry_id, self.source, self.target, self.pence, self.phase, self.pending_id, self.corrects_id),
            *(self.key, self.reference, self.expires_at and self.expires_at.isoformat(), self.at.isoformat()),
            self.by_account_id,
        ]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it is kept: over the entries above ``after_id`` up to ``last_id``."""

    number: int
    after_id: int
    last_id: int
    entries: int
    digest: str


def sealed(before: str, entries: Iterable[Sealable]) -> tuple[str, int]:
    """The digest, 64 hex digits, that goes on from ``before`` over these entries by number; and how many there were."""
    digest, count = hashlib.sha256(before.encode()), 0
    for entry in entries:
        digest.update(entry.line())
        count += 1
    return digest.hexdigest(), count


def chain_flaws(seals: Iterable[Seal], entries: Iterable[Sealable], heads: Mapping[str, str]) -> list[Flaw]:
    """Where the entries, all of them by number, are not as they were sealed.

    After the first seal that does not fit, the next ones are held to the digest that is kept, so that each flaw is told
    once. ``heads``: digests that were the head once, by who says so; each has to be in the chain still.
    """
    flaws: list[Flaw] = []
    before, last_id = "", 0
    known = {""}
    rest = _Ahead(entries)
    for seal in seals:
        digest, count = sealed(before, rest.up_to(seal.last_id))
        if seal.after_id != last_id or (digest, count) != (seal.digest, seal.entries):
            flaws.append(Flaw(FlawKind.CHANGED, f"seal {seal.number}: entries {seal.after_id + 1} to {seal.last_id}"))
        before, last_id = seal.digest, seal.last_id
        known.add(before)
    return flaws + [Flaw(FlawKind.CUT_OFF, who) for head, who in heads.items() if not _is_among(head, known)]


def _is_among(head: str, known: Collection[str]) -> bool:
    """Whether a digest, or its first digits as pages show them, is one of these."""
    return head in known or any(one.startswith(head) for one in known)


class _Ahead:
    """Entries by number, taken up to a number at a time."""

    def __init__(self, entries: Iterable[Sealable]) -> None:
        self._entries = iter(entries)
        self._next = next(self._entries, None)

    def up_to(self, last_id: int) -> Iterator[Sealable]:
        """Those that come next and have this number or a lower one."""
        while self._next is not None and self._next.entry_id <= last_id:
            yield self._next
            self._next = next(self._entries, None)
