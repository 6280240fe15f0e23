"""A frozen paper as text, and read again: dataclasses of words, whole numbers, instants, days and tuples. Pure."""

import json
import types
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def as_text(paper: Any) -> str:  # noqa: ANN401 - any dataclass
    """A dataclass as JSON."""
    return json.dumps(asdict(paper), ensure_ascii=False, default=_as_words)


def from_text(kind: type[T], text: str) -> T:
    """The dataclass of that kind again. A field that was not kept then has its default. Raises ValueError."""
    return cast("T", _read(kind, json.loads(text)))


def _as_words(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{value!r} is kept in no paper"
    raise TypeError(msg)


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - whatever a field is declared to be
    if get_origin(kind) in {Union, types.UnionType}:
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return None if value is None else _read(inner, value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{one.name: _read(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    return kind.fromisoformat(value) if kind in {datetime, date} else value


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return get_type_hints(kind)
