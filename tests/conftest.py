"""What every test may ask for. The databases are in databases.py, the processes in servers.py.

A test that needs something the machine lacks fails; only ../shared/data may be absent, which is said in one line.
"""

# The site and the browser are imported where they are asked for: tests of pure rules start without them.
# ruff: noqa: PLC0415

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import time_machine
from hypothesis import settings
from sqlalchemy import Engine

from marketplace import clock, db
from marketplace.config import Config
from tests import beginnings, databases, made_once, servers

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.checked_client import CheckedClient

SHARED_DATA = Path(os.environ.get("LULL_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared/data"))
ROOM_BYTES = 4 * 1024**3
WITHOUT_SHARED_DATA = "the shared data are not here"
STARTED = clock.now()

settings.register_profile("lull", deadline=None, derandomize=True, database=None)
settings.load_profile("lull")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run its folder; pytest-xdist's workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="lull-test-", dir=_in_memory()))
        folder.chmod(0o755)  # PostgreSQL runs as another account when we are root
        os.environ[databases.RUN] = str(folder)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, stop as at Ctrl-C: with the servers


def _in_memory() -> Path | None:
    """Where files are kept in memory, if there is much room: databases of tests wait for no disk."""
    memory = Path("/dev/shm")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return memory if has_room else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """While tests are looked for nothing is garbage; afterwards all that was found stays."""
    gc.disable()
    found = yield
    made_once.lasting()
    return found


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started, remove its folder."""
    if not hasattr(config, "workerinput"):
        databases.stop_server()
        shutil.rmtree(databases.run_folder())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line how many tests had no shared data to read, and what journeys counted."""
    count = sum(WITHOUT_SHARED_DATA in str(report.longrepr) for report in terminalreporter.getreports("skipped"))
    if count:
        terminalreporter.line(f"not run: {count} tests need the shared data ({SHARED_DATA} is not there)")
    for words in sorted({str(value) for one in terminalreporter.getreports("passed") for value in _counted(one)}):
        terminalreporter.line(words)


def _counted(report: pytest.TestReport) -> Iterator[object]:
    """What a test has counted for people to read."""
    return (value for name, value in report.user_properties if name == "counted" and report.when == "call")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test is run or fails: whatever else it would be skipped for is a failure."""
    report = yield
    if report.skipped and WITHOUT_SHARED_DATA not in str(report.longrepr) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and here tests are not: {report.longrepr}"
    return report


@pytest.fixture
def shared_data() -> Path:
    """The folder of the data shared with the design."""
    if not SHARED_DATA.is_dir():
        pytest.skip(WITHOUT_SHARED_DATA)
    return SHARED_DATA


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each database in turn: whatever asks for one runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def emptied_postgresql() -> Iterator[databases.Emptied]:
    """This worker's own PostgreSQL database, which is emptied before each test."""
    with databases.emptied(os.environ.get("PYTEST_XDIST_WORKER", "alone")) as emptied:
        yield emptied


@pytest.fixture(scope="session")
def _kept_of_postgresql(emptied_postgresql: databases.Emptied) -> beginnings.Kept:
    """What makers left in this worker's PostgreSQL database: gone with it."""
    return beginnings.Kept(emptied_postgresql.url, beginnings.OfPostgreSQL(emptied_postgresql))


@pytest.fixture(scope="session")
def _kept_of_sqlite() -> Iterator[beginnings.Kept]:
    """What makers left in this worker's SQLite file."""
    of = beginnings.Kept(databases.put_back(), beginnings.OfSQLite())
    yield of
    of.forget()


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database with nothing in it. A test that drops guards takes ``own_database_url``."""
    of: beginnings.Kept = request.getfixturevalue(f"_kept_of_{engine_name}")
    if engine_name == "postgresql":
        emptied: databases.Emptied = request.getfixturevalue("emptied_postgresql")
        emptied.empty()
        url = emptied.url
    else:
        url = databases.put_back()
    with beginnings.used_by_a_test(of):
        if "monkeypatch" in request.fixturenames:  # its makers may not do what those of other tests did
            of.stands = None
        yield url


@pytest.fixture
def own_database_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database that is removed after the test: its guards may be dropped."""
    with databases.copy(engine_name, tmp_path) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What is the same for every test of this worker and slow to make: see made_once.py."""
    with made_once.engines(), made_once.addresses():
        yield


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A migrated database with nothing in it, which this thread's ``session`` speaks to."""
    engine = db.connect(database_url)
    yield engine
    db.session.remove()
    databases.leave(engine)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """The settings of a site on that database, with folders of its own."""
    return Config(database_url=database_url, secret_key="a secret for tests", instance=tmp_path)


@pytest.fixture
def app(config: Config) -> Iterator["Flask"]:
    """The site on that database. Forms are taken without their token against forged posts."""
    from marketplace.app import create_app
    from tests.checked_client import CheckedClient

    site = create_app(config)
    site.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    site.test_client_class = CheckedClient
    compiled = databases.run_folder() / "templates"
    compiled.mkdir(exist_ok=True)
    site.jinja_env.bytecode_cache = made_once.Templates(str(compiled))
    yield site
    db.session.remove()
    databases.leave(site.extensions["engine"])


@pytest.fixture
def client(app: "Flask") -> "CheckedClient":
    """A browser without script: every page it is answered is checked as a page."""
    return cast("CheckedClient", app.test_client())


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[servers.LiveServer]:
    """The site in a process of its own, on a fresh SQLite database."""
    with databases.copy("sqlite", tmp_path) as url, servers.serve(url, tmp_path) as server:
        yield server


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """The clock, stopped, to be moved. It stops at one instant in all tests: what they begin with is made once."""
    with time_machine.travel(STARTED, tick=False) as moved:
        yield moved


@pytest.fixture
def mailbox() -> Iterator[servers.Mailbox]:
    """An SMTP server that keeps what it is sent."""
    with servers.mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, for the whole run of this worker."""
    from playwright.sync_api import sync_playwright

    from scripts import chromium

    program = chromium.find()
    assert program, "no Chromium: run `make test`, which brings one"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=chromium.options())
        yield started
        started.close()
