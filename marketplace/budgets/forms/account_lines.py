"""Forms of the statement of a direct payment's own account: a file of it, and what each of its lines is."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from marketplace.budgets.account_lines import Choice, Moved, SaidAs
from marketplace.budgets.bank_file import LARGEST_BYTES
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.account_lines import LineToSay
from marketplace.budgets.statement import PaidFor
from marketplace.errors import MarketplaceError, Refused
from marketplace.money import format_pence
from marketplace.web.fields import Listed, Ticks
from marketplace.web.forms import Form
from marketplace.web.uploads import CsvFile
from marketplace.wording import short_day

_LINE = "line-"
"""How fields of lines begin: a reference alone may begin with what no field may."""
NOT_YET = ("", "Not yet")
ELSEWHERE = (Choice(SaidAs.ELSEWHERE).value, "Nothing of this money")


class AccountFileForm(Form):
    """One file of the bank or card."""

    file = CsvFile(
        "The statement",
        most_bytes=LARGEST_BYTES,
        description="A CSV file from the bank, or from whoever gave you the card.",
    )
    is_turned_round = Ticks("Is it a card?", choices=[("yes", "In this file, what was spent has no minus sign")])


class LinesForm(Form):
    """Made for lines that wait: of each, what it is. What seems to be so is chosen already."""

    @classmethod
    def of(cls, lines: Sequence[LineToSay], what_for: Mapping[str, PaidFor]) -> Self:
        """The form of these lines. ``what_for``: of what moved here."""
        fields = {f"{_LINE}{one.line.ref}": _field(one, what_for) for one in lines}
        made = cast("type[Self]", type("LinesForm", (cls,), fields))
        return made(data={f"{_LINE}{one.line.ref}": one.proposed.choice.value for one in lines if one.proposed})

    def blame(self, refusal: MarketplaceError) -> None:
        """The service names a line by its reference alone."""
        if isinstance(refusal, Refused) and refusal.fields:
            refusal = Refused(fields={f"{_LINE}{ref}": why for ref, why in refusal.fields.items()})
        super().blame(refusal)

    @property
    def said(self) -> Mapping[str, Choice]:
        """What was said, by line; those left for later are missing."""
        answers: dict[str, Any] = {field.short_name: field.data for field in self if isinstance(field, Listed)}
        return {name.removeprefix(_LINE): Choice.read(answer) for name, answer in answers.items() if answer}


def _field(one: LineToSay, what_for: Mapping[str, PaidFor]) -> Listed:
    line = one.line
    way = "in" if line.pence > 0 else "out"
    sorts = [(Choice(SaidAs.ADDED, sort).value, sort.words) for sort in HandSort if sort.is_in == (line.pence > 0)]
    here = [(Choice(SaidAs.HERE, moved.key).value, _words(moved, what_for)) for moved in one.may_be]
    return Listed(
        f"{short_day(line.on)}: {line.words}, {format_pence(abs(line.pence))} {way}",
        choices=[NOT_YET, *here, *sorts, ELSEWHERE],
        hint=one.proposed.why.words if one.proposed else "",
    )


def _words(moved: Moved, what_for: Mapping[str, PaidFor]) -> str:
    about = what_for.get(moved.reference)
    what = "Paid here" if moved.pence < 0 else "Came back here"
    return f"{what} {short_day(moved.on)}, {format_pence(abs(moved.pence))}{f': {about.words}' if about else ''}"
