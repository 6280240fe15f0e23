"""`make run`, as a newcomer meets it: the real program, on a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from marketplace import migrate
from scripts import serve

SECONDS_TO_STOP = 30


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The settings of a site of its own, on a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    own = {"DATABASE_URL", "SITE_ADDRESS", "STRIPE_SECRET_KEY", "CARD_STAND_IN"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "LULL_INSTANCE": str(tmp_path), "PORT": str(port)}


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Run it until the block ends; what it printed until it was ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.serve"],
        cwd=serve.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        said = ""
        while "Ctrl-C" not in said and (line := process.stdout.readline()):
            said += line
        try:
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def test_a_newcomer_finds_the_whole_demo_and_a_second_run_does_no_harm(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "lull.db.new").write_text("what a first run that was cut short left")
    address = f"http://127.0.0.1:{environment['PORT']}"
    with serving(environment) as said:
        assert f"Lull is at {address}" in said
        assert "isobel@cranston.example" in said
        with urlopen(f"{address}/sign-in") as page:
            assert "Isobel Cranston" in page.read().decode()
        pretend = re.search(r"No real card is charged: the stand-in at (\S+) takes", said)
        assert pretend
        assert "4242 4242 4242 4242" in said
        assert "No letter leaves this machine" in said
        assert str(tmp_path / "mail") in said
        with pytest.raises(HTTPError, match="404"), urlopen(f"{pretend[1]}/pay/none"):
            pass
        with serving(environment) as said_by_the_second:
            assert said_by_the_second.count("\n") == 1
            assert f"port {environment['PORT']} is in use" in said_by_the_second
        with urlopen(f"{address}/help") as page:
            assert page.status == 200
    assert list(tmp_path.glob("lull.db.new*")) == []
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", int(environment["PORT"]))) != 0


def test_a_database_that_was_there_before_gets_no_demo(environment: dict[str, str], tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'lull.db'}")
    with serving(environment) as said:
        assert "This database is no demo" in said
        assert "Making a database" not in said
