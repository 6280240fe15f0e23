"""The form of one invoice: which delivered parts are on it."""

from marketplace.booking.queries.invoicing import Batch
from marketplace.money import format_pence
from marketplace.web.fields import Ticks
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
