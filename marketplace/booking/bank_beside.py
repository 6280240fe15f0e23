"""What the bank says is in the client account, beside what was said on this site and what lies between. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BankBeside:
    """All in pence. ``said_pence``: by the bank, on ``said_on``; ``ours_pence``: by what was said on this site.

    ``not_seen_pence``: we paid it, and no statement shows it. ``marked_pence``: marked by hand as come, the same.
    ``unsaid_pence``: it went out, and nobody has said what it is. ``aside_in_pence``, ``aside_out_pence``: nothing of
    breaks. ``funders_pence``: invoices that we paid for funders, seen in this account. ``sent_back_pence``: marked as
    sent back by providers, and no statement shows it.
    """

    said_pence: int
    said_on: date
    ours_pence: int
    not_seen_pence: int
    marked_pence: int
    unsaid_pence: int
    aside_in_pence: int
    aside_out_pence: int
    funders_pence: int
    sent_back_pence: int

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """What leads from our sum to that of the bank, in words; nothing of what is nought."""
        every = (
            ("Paid by us, in no statement yet", self.not_seen_pence),
            ("Marked as come, in no statement yet", -self.marked_pence),
            ("Sent back by providers, in no statement yet", -self.sent_back_pence),
            ("Went out, and nobody has said what it is", -self.unsaid_pence),
            ("Came in, and has nothing to do with breaks", self.aside_in_pence),
            ("Went out, and has nothing to do with breaks", -self.aside_out_pence),
            ("Invoices paid for funders", -self.funders_pence),
        )
        return tuple((words, pence) for words, pence in every if pence)

    @property
    def expected_pence(self) -> int:
        """What the bank should say."""
        return self.ours_pence + sum(pence for _, pence in self.rows)

    @property
    def off_by_pence(self) -> int:
        """What nothing accounts for: above nought the bank has more."""
        return self.said_pence - self.expected_pence
