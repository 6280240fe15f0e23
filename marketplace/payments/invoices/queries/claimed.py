"""What invoices that are not over claim of the money that is set aside for parts."""

from collections.abc import Collection, Mapping

from marketplace.payments.invoices.lifecycle import OPEN
from marketplace.payments.invoices.queries import sums_of


def claimed(references: Collection[str]) -> Mapping[str, int]:
    """Pence that open invoices are to be paid for each of these references, less their credit notes: most have none."""
    sums = sums_of(references)
    return {
        reference: sum(pence for state, pence in sums.get(reference, {}).items() if state in OPEN)
        for reference in references
    }
