"""A site with the demo in it, and people who walk through it, with script and without."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest
from playwright.sync_api import Browser

from tests import demo, servers
from tests.browser.walk import Walk, walk

Comes = Callable[[], Walk]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.LiveServer]:
    """The site with the demo in it, in a process of its own, for all journeys of this worker."""
    folder = tmp_path_factory.mktemp("site")
    file = shutil.copy(demo.database(), folder / "lull.db")
    with servers.serve(f"sqlite:///{file}", folder) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def with_script(request: pytest.FixtureRequest) -> bool:
    """Every journey is made twice."""
    return bool(request.param)


@pytest.fixture(scope="session")
def looked_at() -> dict[bool, set[tuple[str, str]]]:
    """The pages that were looked at in this run, with script and without: nobody looks at one again."""
    return {True: set(), False: set()}


@pytest.fixture
def someone(
    browser: Browser,
    site: servers.LiveServer,
    with_script: bool,  # noqa: FBT001
    looked_at: dict[bool, set[tuple[str, str]]],
) -> Iterator[Comes]:
    """Who walks: called once for each browser that a journey needs."""
    with ExitStack() as browsers:

        def come() -> Walk:
            opened: AbstractContextManager[Walk] = walk(browser, site, with_script=with_script)
            one = browsers.enter_context(opened)
            one.seen = looked_at[with_script]
            return one

        yield come


@pytest.fixture
def mark(with_script: bool) -> str:  # noqa: FBT001
    """A word that keeps apart what the same journey made with script and without."""
    return "ash" if with_script else "birch"
