"""What a page says, and to whom, is decided in code: tests of pages run on SQLite, unless they name both databases.

What the database decides is tried on both in integration/ and concurrency/. Every page is opened on both, the
golden break is answered on both, and searches, whose SQL is not the same on each, are read on both.
"""

import pytest
from flask import Flask


@pytest.fixture(params=["sqlite"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, for whatever asks for a database."""
    return str(request.param)


@pytest.fixture
def no_counts(app: Flask) -> None:
    """What waits is not counted beside the navigation: of hundreds of refusals, counting is most of the work."""
    app.extensions["navigation_counts"].clear()
