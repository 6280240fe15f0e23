"""What stands in the place of words that were erased, and the one statement that puts it there.

Knows no table: each feature says which of its rows hang on a person, and what of them goes.
"""

from typing import Any

from sqlalchemy import ColumnElement, case, update

from marketplace.db import Base, session

NAME = "Erased person"
POT_NAME = "Pot of an erased person"
BREAK_TITLE = "Break of an erased person"
PART_TITLE = "Part of a break"
WORDS = "Erased"
"""Where something has to be said, as with why money went back: that it was said, and not what."""


def if_said(column: Any) -> ColumnElement[str]:  # noqa: ANN401 - a column of any table
    """``WORDS`` where anything was said, and nothing where nothing was."""
    return case((column != "", WORDS), else_="")


def rewrite(table: type[Base], where: ColumnElement[bool], **values: Any) -> None:
    """Give every such row these values, in the transaction that is open. What was read before is read anew."""
    session.flush()
    session.execute(update(table).where(where).values(**values).execution_options(synchronize_session=False))
    session.expire_all()
