"""The words with which questions of money were passed on: for officers who may say yes to that money, nobody else."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.booking.models import PassedOn
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.money_rows import WordPassedOn
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.models import Pot
from marketplace.db import session


def passed_on_in(known: KnownBreak, pots: Collection[Pot]) -> Mapping[int, tuple[WordPassedOn, ...]]:
    """What was passed on of each of these pots in a break, by the pot's id, as far as the viewer may read it."""
    theirs = [pot.id for pot in pots if way_in(known, pot) is AgreedHow.OFFICER]
    if not theirs:
        return {}
    kept = select(PassedOn).where(PassedOn.break_id == known.break_.id, PassedOn.pot_id.in_(theirs))
    found: dict[int, tuple[WordPassedOn, ...]] = {}
    for one in session.scalars(kept.options(joinedload(PassedOn.by)).order_by(PassedOn.id)):
        found[one.pot_id] = (*found.get(one.pot_id, ()), WordPassedOn(one.by.name, one.words, one.at))
    return found
