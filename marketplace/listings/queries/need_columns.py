"""What the search row says of a need, for SQL: as ``match`` would say it of the facts."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, literal_column, or_

from marketplace.access_facts.catalogue import FactKind, FactType
from marketplace.access_facts.facts import FactState, Value
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.match import REMOVABLE
from marketplace.access_facts.needs import Need, Operator, Strength
from marketplace.listings.models import NUMBER_ON_REQUEST, fact_column_name, search_row

FALSE, TRUE, ASK, NOT_ASKED = 0, 1, 2, 3


@lru_cache(maxsize=512)
def is_not_failed(need: Need) -> ColumnElement[bool]:
    """Whether a listing meets a must, or may; said without ``standing`` where a database answers that sooner."""
    if need.strength is Strength.AVOID:
        return standing(need) != TRUE
    column: ColumnElement[Any] = search_row.c[fact_column_name(need.kind)]
    may = [column.is_(None), _is_on_request(need.kind, column), _holds(need, column)]
    return or_(*may, _is_hired()) if _is_not_asked_of_hired(need) else or_(*may)


@lru_cache(maxsize=512)
def standing(need: Need) -> ColumnElement[int]:
    """What the search row says of a need, as ``match`` would say it of the facts; NOT_ASKED of other kinds."""
    column: ColumnElement[Any] = search_row.c[fact_column_name(need.kind)]
    whens: list[tuple[ColumnElement[bool], int]] = [
        (column.is_(None), TRUE if need.accepts_unknown else ASK),
        (_is_on_request(need.kind, column), TRUE if need.accepts_on_request else ASK),
    ]
    if need.is_of_profile:
        whens.insert(0, (and_(column.is_(None), search_row.c.kind.not_in(sorted(need.kinds_asked))), NOT_ASKED))
    if _is_not_asked_of_hired(need):
        whens.insert(0, (_is_hired(), NOT_ASKED))
    if need.strength is Strength.AVOID and need.kind.type is FactType.CHOICE:
        whens.append((column == REMOVABLE, FALSE))
    whens.append((_holds(need, column), TRUE))
    return case(*((found, _written(stands)) for found, stands in whens), else_=_written(FALSE))


def _is_not_asked_of_hired(need: Need) -> bool:
    return need.is_of_profile and need.kind.applies_to(ListingKind.EQUIPMENT)


def _is_hired() -> ColumnElement[bool]:
    return search_row.c.kind == ListingKind.EQUIPMENT


def _written(number: int) -> ColumnElement[int]:
    """A number that is part of the statement and not sent with it each time."""
    return literal_column(str(number), Integer)


def _is_on_request(kind: FactKind, column: ColumnElement[Any]) -> ColumnElement[bool]:
    match kind.type:
        case FactType.DATE:
            return false()
        case FactType.NUMBER:
            return column == NUMBER_ON_REQUEST
        case _:
            return column == FactState.ON_REQUEST.value


def _holds(need: Need, column: ColumnElement[Any]) -> ColumnElement[bool]:
    values = [_stored(value) for value in need.values]
    if not values:
        return false()
    match need.operator:
        case Operator.AT_LEAST:
            return column >= values[0]
        case Operator.AT_MOST:
            return column <= values[0]
        case _:
            return or_(*(column == value for value in values))


def _stored(value: Value) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
