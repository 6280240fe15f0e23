"""Writing down the money that comes into a pot by date, and what goes out of stated money again and again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.drafts import FIRST_DAY, LAST_DAY
from marketplace.budgets.forecast import Every
from marketplace.budgets.models import Pot
from marketplace.budgets.models.terms import PotInstalment, PotOutgoing
from marketplace.budgets.services import committing
from marketplace.budgets.services.pots import kept_with_period, record
from marketplace.budgets.sorts import Control
from marketplace.budgets.terms import LONGEST_WORDS
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.writing import one_line
from marketplace.wording import day

MOST_ROWS = 60
"""Of each sort a pot: five years of months."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out, how often, from which day, until which."""

    words: str
    pence: int
    every: Every
    next_on: date
    until_on: date | None = None


def add_instalment(ref: str, *, due_on: date, pence: int, words: str = "", by: Viewer) -> str:
    """Money that comes into a pot on a day; its reference. Raises Refused by field, NotFound, PotClosed."""
    text = one_line(words)
    _refuse({"pence": _wrong_sum(pence), "due_on": _wrong_day(due_on), "words": _wrong_words(text)})
    with transaction():
        pot = kept_with_period(ref, by)
        if pot.starts_on and due_on < pot.starts_on:
            raise Refused(fields={"due_on": f"This pot begins on {day(pot.starts_on)}. Choose that day or a later one"})
        if pot.ends_on and due_on > pot.ends_on:
            raise Refused(fields={"due_on": f"This pot ends on {day(pot.ends_on)}. Choose that day or an earlier one"})
        _refuse_many(PotInstalment, pot, "due_on")
        row = PotInstalment(pot_id=pot.id, due_on=due_on, pence=pence, words=text, came_on=None, **_made(by))
        session.add(row)
        session.flush()
        record("add_instalment", pot, by=by)
        return row.ref


def instalment_came(ref: str, row_ref: str, *, by: Viewer) -> None:
    """It is in. Of committed money the officer commits it with this; of stated money a new amount says it.

    Raises Refused, NotFound, PotClosed.
    """
    with transaction():
        pot = kept_with_period(ref, by)
        row = _instalment(pot, row_ref)
        if row.came_on is not None:
            raise Refused("This is written down as in already")
        if row.due_on > clock.today():
            raise Refused(f"This comes on {day(row.due_on)}. Say that it is in when it is")
        row.came_on = clock.today()
        if pot.sort.control is Control.COMMITTED:
            reason = f"Instalment of {day(row.due_on)}"
            committing.add_committed_money(ref, pence=row.pence, reason=reason, by=by)
        session.flush()
        record("instalment_came", pot, by=by)


def drop_instalment(ref: str, row_ref: str, *, by: Viewer) -> None:
    """It does not come after all. What is in stays. Raises Refused, NotFound, PotClosed."""
    with transaction():
        pot = kept_with_period(ref, by)
        row = _instalment(pot, row_ref)
        if row.came_on is not None:
            raise Refused("This is in already. What is in the pot is put right on its page")
        session.delete(row)
        record("drop_instalment", pot, by=by)


def add_outgoing(ref: str, *, outgoing: Outgoing, by: Viewer) -> str:
    """What goes out of stated money again and again; its reference. Raises Refused by field, NotFound, PotClosed."""
    text = one_line(outgoing.words)
    wrong = {
        "pence": _wrong_sum(outgoing.pence),
        "next_on": _wrong_day(outgoing.next_on),
        "words": _wrong_words(text) if text else "Say what it is for, like the pay of a PA",
    }
    if outgoing.until_on and outgoing.until_on < outgoing.next_on:
        wrong["until_on"] = "The last day must be on or after the next one"
    _refuse(wrong)
    with transaction():
        pot = kept_with_period(ref, by)
        if pot.sort.control is not Control.STATED:
            raise NotFound
        _refuse_many(PotOutgoing, pot, "next_on")
        row = PotOutgoing(
            pot_id=pot.id,
            words=text,
            pence=outgoing.pence,
            every=outgoing.every,
            next_on=outgoing.next_on,
            until_on=outgoing.until_on,
            **_made(by),
        )
        session.add(row)
        session.flush()
        record("add_outgoing", pot, by=by)
        return row.ref


def end_outgoing(ref: str, row_ref: str, *, by: Viewer) -> None:
    """It goes out no longer. Raises NotFound, PotClosed."""
    with transaction():
        pot = kept_with_period(ref, by)
        row = session.scalar(select(PotOutgoing).where(PotOutgoing.pot_id == pot.id, PotOutgoing.ref == row_ref))
        if row is None:
            raise NotFound
        session.delete(row)
        record("end_outgoing", pot, by=by)


def _instalment(pot: Pot, row_ref: str) -> PotInstalment:
    row = session.scalar(select(PotInstalment).where(PotInstalment.pot_id == pot.id, PotInstalment.ref == row_ref))
    if row is None:
        raise NotFound
    return row


def _made(by: Viewer) -> dict[str, object]:
    return {"made_at": clock.now(), "made_by_account_id": by.account_id}


def _refuse_many(table: type[PotInstalment | PotOutgoing], pot: Pot, field: str) -> None:
    count = session.scalar(select(func.count()).select_from(table).where(table.pot_id == pot.id)) or 0
    if count >= MOST_ROWS:
        raise Refused(fields={field: f"There are {MOST_ROWS} already. Take one out first"})


def _refuse(wrong: dict[str, str]) -> None:
    found = {field: why for field, why in wrong.items() if why}
    if found:
        raise Refused(fields=found)


def _wrong_sum(pence: int) -> str:
    return "" if 1 <= pence <= MOST_PENCE else f"Enter an amount from £0.01 to {format_pence(MOST_PENCE)}"


def _wrong_day(on: date) -> str:
    return "" if FIRST_DAY <= on <= LAST_DAY else "Check the year"


def _wrong_words(text: str) -> str:
    return "" if len(text) <= LONGEST_WORDS else f"Use {LONGEST_WORDS} letters or fewer"
