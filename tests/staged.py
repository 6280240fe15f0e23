"""A break of which the house comes first for tests: two nights in it, and later hours of a PA bank."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.stages import end_of
from marketplace.db import session
from marketplace.notifications.models import Letter
from tests import breaks, golden
from tests.beginnings import beginning
from tests.golden import Golden

IN_DAYS = 10


def rest_on() -> date:
    """The day by which the rest is agreed."""
    return clock.today() + timedelta(days=IN_DAYS)


def rest_by() -> datetime:
    """The end of that day."""
    return end_of(rest_on())


@beginning
def planned(*, pot: str = "virtual") -> Golden:
    """As a draft, with the house first and nothing else in it yet."""
    made = breaks.planned(breaks.family(pot), at=breaks.house(), pot=pot)
    services.have_first(made.ref, first=[made.lines["house"]], rest_on=rest_on(), by=made.arranger)
    return made


@beginning
def kept(*, pot: str = "virtual") -> Golden:
    """All have said yes to the house."""
    made = planned(pot=pot)
    golden.ask(made)
    golden.answer(made)
    return made


@beginning
def with_rest(made: Golden, *, pot: str = "virtual") -> Golden:
    """The hours are added and paid for."""
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    return made


@beginning
def rest_asked(*without: str) -> Golden:
    """The rest is held and asked for; all have said yes to it but those left out."""
    made = with_rest(kept())
    golden.ask(made)
    answer_rest(made, *without)
    return made


@beginning
def answer_rest(made: Golden, *without: str, pot: str = "virtual") -> None:
    """Every yes to the hours, but those named: ``support``, ``says``, the pot."""
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    if "support" not in without:
        golden.accept(made, "support")
    if "says" not in without:
        services.say(made.ref, made.lines["support"], is_yes=True, by=made.viewers["person"])
    if pot not in without:
        golden.agree(made, pot)


def letters(name: str) -> list[str]:
    """Whom letters of this name went to, in order."""
    session.rollback()
    rows = select(Letter.to_address).where(Letter.name == name).order_by(Letter.id)
    return list(session.scalars(rows))


def bodies(name: str) -> list[str]:
    """The words of these letters, in order."""
    session.rollback()
    return list(session.scalars(select(Letter.body).where(Letter.name == name).order_by(Letter.id)))
