"""The returns of the demo's direct payment: one is sent, of the next the bank's statement is read in and waits."""

import csv
import io
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from marketplace import clock, money
from marketplace.budgets.models import Pot
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.services import account_lines, returns
from marketplace.budgets.services.returns import Added
from marketplace.budgets.statement import Month
from marketplace.db import session
from marketplace.demo.cast import Cast
from marketplace.demo.supply_texts import FOLDER
from marketplace.files import Upload
from marketplace.people.models import Person

_DAYS_LATER = 3


def write(cast: Cast, refs: Mapping[str, str]) -> None:
    """Both months. ``refs``: the references of people by their keys."""
    text = tomllib.loads((FOLDER / "returns.toml").read_text(encoding="utf-8"))
    by = cast.viewers[text["by"]]
    ref = _pot_ref(refs[text["person"]], text["pot"])
    last = _before(Month.of(clock.today()))
    first = _before(last)
    with clock.set_back(clock.today() - first.last_on - timedelta(days=_DAYS_LATER)):
        for line in text["sent"]:
            added = Added(_on(first, line), HandSort(line["sort"]), money.parse(line["amount"]), line.get("words", ""))
            returns.add_line(ref, first, line=added, by=by)
        sums = return_of(ref, first, viewer=by).sums
        opening = money.parse(text["opening"])
        closing = opening + sums.in_pence - sums.out_pence
        returns.send_return(ref, first, bank_pence=closing, opening_pence=opening, words="", by=by)
    upload = Upload(f"statement-{last}.csv", _file(text["bank"], last, closing).encode())
    account_lines.take_in(ref, last, upload=upload, is_turned_round=False, by=by)


def _pot_ref(person_ref: str, name: str) -> str:
    wanted = select(Pot.ref).join(Person, Person.id == Pot.person_id)
    return session.scalars(wanted.where(Person.ref == person_ref, Pot.name == name)).one()


def _before(month: Month) -> Month:
    return Month.of(month.first_on - timedelta(days=1))


def _on(month: Month, line: Mapping[str, Any]) -> date:
    return month.first_on.replace(day=line["day"])


def _file(lines: list[Mapping[str, Any]], month: Month, left_pence: int) -> str:
    """The statement of a month as a bank writes it. ``left_pence``: what was in the account before it."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("Date", "Description", "Paid out", "Paid in", "Balance"))
    for line in lines:
        paid_out, paid_in = line.get("paid_out", ""), line.get("paid_in", "")
        left_pence += (money.parse(paid_in) if paid_in else 0) - (money.parse(paid_out) if paid_out else 0)
        left = money.format_pence(left_pence)
        rows.writerow((f"{_on(month, line):%d/%m/%Y}", line["words"], paid_out, paid_in, left))
    return out.getvalue()
