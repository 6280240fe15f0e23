"""What was seen, held against what it must be, and said step by step. Every difference is kept: one is one too many."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scripts.golden.post import Letter, Post

WIDTH = 110


@dataclass
class Proof:
    """The proof of one break. ``differences``: what was not as it must be, in words."""

    post: Post
    is_quiet: bool = False
    differences: list[str] = field(default_factory=list)
    checks: int = 0

    def title(self, words: str) -> None:
        """Begin a break."""
        self._print(f"\n{words}\n{'=' * len(words)}")

    def step(self, who: str, words: str) -> None:
        """Say what somebody does now."""
        self._print(f"\n{who}: {words}")

    def say(self, words: str) -> None:
        """Say something that is no check."""
        self._print(words)

    def stopped(self, words: str) -> None:
        """Somebody cannot go on."""
        self._differs(words)

    def same(self, what: str, seen: object, wanted: object) -> None:
        """Two things that must be the same."""
        self.checks += 1
        if seen == wanted:
            self._print(f"    {what}: {_said(seen)}")
            return
        self._differs(f"{what}: {_said(seen)}\n        must be: {_said(wanted)}")

    def says(self, what: str, words: str, *wanted: str) -> None:
        """Words that a page or a letter must hold."""
        for each in wanted:
            self.checks += 1
            if each in words:
                self._print(f"    {_short(f'{what} says: {each}')}")
            else:
                self._differs(f"{what} does not say: {each}\n        it says: {_nearest(each, words)}")

    def silent(self, what: str, words: str, *unwanted: str) -> None:
        """Words that a page or a letter must not hold."""
        for each in unwanted:
            self.checks += 1
            if each not in words:
                self._print(f"    {_short(f'{what} does not say: {each}')}")
            else:
                self._differs(f"{what} says, and must not: {each}")

    def letters(self, *wanted: tuple[str, str]) -> list[Letter]:
        """The letters that must have come since the last look, each by its reader and subject: these, and no other."""
        came = self.post.opened(len(wanted))
        self.same_letters(came, wanted)
        return came

    def no_more_letters(self) -> None:
        """All work is done, and nobody has had a letter that no step names."""
        self.same_letters(self.post.rest(), ())

    def same_letters(self, came: Iterable[Letter], wanted: Iterable[tuple[str, str]]) -> None:
        """Letters that came, by their readers and subjects, whatever their order."""
        left = list(wanted)
        for letter in came:
            self.checks += 1
            if (letter.to, letter.subject) in left:
                left.remove((letter.to, letter.subject))
                self._print(f"    {_short(f'letter to {letter.to}: {letter.subject}')}")
            else:
                self._differs(f"a letter to {letter.to} that nothing asks for: {letter.subject}")
        for to, subject in left:
            self._differs(f"no letter to {to}: {subject}")

    def _differs(self, words: str) -> None:
        self.differences.append(words)
        self._print(f"  ! {words}")

    def _print(self, words: str) -> None:
        if not self.is_quiet:
            print(words, flush=True)


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(f"\n        {name}: {_said(one)}" for name, one in value.items())
    if isinstance(value, tuple | list | set):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _short(words: str) -> str:
    return words if len(words) <= WIDTH else f"{words[: WIDTH - 3]}..."


def _nearest(wanted: str, words: str) -> str:
    """The stretch of the words that is most like what was wanted."""
    starts = range(0, max(len(words) - len(wanted), 0) + 1, max(len(wanted) // 4, 1))
    pieces = [words[start : start + len(wanted) * 2] for start in starts]
    return max(pieces, key=lambda piece: difflib.SequenceMatcher(None, wanted, piece).ratio(), default=words)
