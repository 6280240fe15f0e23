"""Forms of invoices: which delivered parts are on one, and why the rest of an order is let go."""

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.queries.invoicing import Batch
from marketplace.money import format_pence
from marketplace.web.fields import Ticks, Words
from marketplace.web.forms import Form


class BatchForm(Form):
    """The parts that can be on one invoice, all of them ticked to begin with."""

    parts = Ticks(
        "What did you deliver?",
        choices=[],
        needed="Tick at least one part",
        hint="Take the tick away from what was not delivered, or comes later.",
    )

    @classmethod
    def of(cls, batch: Batch) -> "BatchForm":
        """The form for these parts."""
        made = cls(data={"parts": [row.key for row in batch.rows]})
        made.parts.choices = [
            (row.key, f"{row.part.when or 'When the break ends'}. {row.part.words}: {format_pence(row.part.pence)}")
            for row in batch.rows
        ]
        return made


class RestForm(Form):
    """Why the rest of an order is let go."""

    reason = Words(
        "Why do you let it go?", most=LONGEST_WORDS, lines=2, needed="Say why", hint="Its provider reads this."
    )
