"""A funder that pays a share of support, as the NHS does: so many per cent of each part, and more only by a yes."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from marketplace.money import format_pence, per_cent_of
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class PotShare:
    """A part that is support, and what a pot with a share pays of it, in pence.

    ``basis_points``: its share, in hundredths of a per cent.
    """

    pot: str
    basis_points: int
    price_pence: int
    pays_pence: int

    @property
    def share_pence(self) -> int:
        """Exactly its share of the price, half up."""
        return share_of(self.price_pence, self.basis_points)

    @property
    def most_pence(self) -> int:
        """What it may pay without being asked: where shares are rounded, the odd penny may fall to it."""
        return ceil(Fraction(self.price_pence * self.basis_points, HUNDREDTHS * HUNDREDTHS))

    @property
    def words(self) -> str:
        """The share: ``"25%"``, ``"12.5%"``."""
        return f"{self.basis_points / HUNDREDTHS:g}%"


def share_of(price_pence: int, basis_points: int) -> int:
    """So many hundredths of a per cent of a price, in pence, half up: £885.60 at 25% is £221.40."""
    return per_cent_of(price_pence, Fraction(basis_points, HUNDREDTHS))


def decide_share(facts: PotShare, _settings: Settings) -> Result:
    """SHARE: up to it is allowed; above it an officer decides, who has the funder's word for it."""
    used = (
        FactUsed("Pot", facts.pot),
        FactUsed("Its share of support", facts.words),
        FactUsed("Price of this part", format_pence(facts.price_pence)),
        FactUsed("Its share of this part", format_pence(facts.share_pence)),
        FactUsed("What it would pay", format_pence(facts.pays_pence)),
    )
    if facts.pays_pence <= facts.most_pence:
        return Result("SHARE", Answer.ALLOWED, f"{facts.pot} pays up to {facts.words} of this.", used)
    over = format_pence(facts.pays_pence - facts.share_pence)
    sentence = f"{facts.pot} pays {facts.words} of support. This is {over} more."
    return Result("SHARE", Answer.ASK, sentence, used, f"Let another pot pay {over}, or wait for the answer.")


SHARE = Rule(
    id="SHARE",
    name="The share that a pot pays",
    sentence="A pot that pays a share of support pays no more of it, unless an officer says yes.",
    source="The letter of the funder, as it is written down for the pot",
    decides=decide_share,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
)
