"""A site with the demo in it, and people who walk through it, with script and without."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest
from playwright.sync_api import Browser

from tests import databases, demo, servers
from tests.browser.walk import Looks, Walk, walk

Comes = Callable[[], Walk]

once = pytest.mark.parametrize("with_script", [False], indirect=True, ids=["without script"])
"""A journey whose pages have no script of their own is made once, without."""

scripted = pytest.mark.parametrize("with_script", [True], indirect=True, ids=["with script"])
"""A journey that is made once, with script."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.LiveServer]:
    """The site with the demo in it, in a process of its own, for all journeys of this worker."""
    folder = tmp_path_factory.mktemp("site")
    file = shutil.copy(demo.database(), folder / "lull.db")
    with servers.serve(f"sqlite:///{file}", folder) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def with_script(request: pytest.FixtureRequest) -> bool:
    """A journey is made twice, unless it is marked ``once``."""
    return bool(request.param)


@pytest.fixture(scope="session")
def looks() -> Looks:
    """What is looked at in this run, by all its workers."""
    folder = databases.run_folder() / "looks"
    folder.mkdir(exist_ok=True)
    return Looks(folder)


@pytest.fixture
def someone(
    browser: Browser,
    site: servers.LiveServer,
    with_script: bool,  # noqa: FBT001
    looks: Looks,
) -> Iterator[Comes]:
    """Who walks: called once for each browser that a journey needs."""
    with ExitStack() as browsers:

        def come() -> Walk:
            opened: AbstractContextManager[Walk] = walk(browser, site, looks, with_script=with_script)
            return browsers.enter_context(opened)

        yield come


@pytest.fixture
def mark(with_script: bool) -> str:  # noqa: FBT001
    """A word that keeps apart what the same journey made with script and without."""
    return "ash" if with_script else "birch"
