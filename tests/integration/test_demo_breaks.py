"""The breaks that are there when the demo begins."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from marketplace import db
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, LineQuestion
from marketplace.db import session
from tests.demo import copy as demo_copy


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with demo_copy("sqlite", tmp_path_factory.mktemp("demo")) as url:
        engine = db.connect(url)
        yield
        session.remove()
        engine.dispose()


@pytest.mark.usefixtures("demo")
def test_no_provider_begins_with_an_empty_day() -> None:
    asked = session.scalars(select(Break).where(Break.state != BreakState.DRAFT))
    assert {one.title: one.state for one in asked} == {
        "Two nights near Duns": BreakState.CONFIRMED,
        "A quiet week in Kelso": BreakState.REQUESTED,
        "Two nights by the river": BreakState.REQUESTED,
    }
    assert session.scalar(select(func.count()).select_from(LineQuestion)) == 1
