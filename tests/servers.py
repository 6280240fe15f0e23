"""Servers that tests speak to: the site in processes of its own, and a mailbox that speaks SMTP."""

import os
import socket
import subprocess
import sys
import time
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
SECONDS_TO_START = 60


@dataclass(frozen=True)
class LiveServer:
    """The site served by gunicorn: where, and with what settings."""

    address: str
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    @property
    def instance(self) -> Path:
        """Its instance folder, where letters are put."""
        return Path(self.environment["LULL_INSTANCE"])

    def work(self) -> None:
        """Do all the work that is owed: mail and other effects of what was committed.

        In this process: another one takes seconds to start.
        """
        from marketplace.cli import main  # noqa: PLC0415 - the site is not wanted where nothing is owed

        CliRunner(env=dict(self.environment)).invoke(main, ["worker", "--once"], catch_exceptions=False)


@contextmanager
def serve(
    database_url: str,
    instance: Path,
    settings: Mapping[str, str] | None = None,
    *,
    program: str = "wsgi:app",
    processes: int = 1,
) -> Iterator[LiveServer]:
    """Serve the site on a free port until the block ends, in so many processes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "LULL_INSTANCE": str(instance),
            "SITE_ADDRESS": address,
            **(settings or {}),
        }
        bind = f"fd://{listener.fileno()}"
        command = [
            str(PROGRAMS / "gunicorn"),
            "--bind",
            bind,
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            "--workers",
            str(processes),
            program,
        ]
        quiet = [*command, "--log-level", "warning"]
        with subprocess.Popen(quiet, cwd=ROOT, env=environment, pass_fds=[listener.fileno()]) as process:
            try:
                _wait_until_answers(address, process)
                yield LiveServer(address, environment, process)
            finally:
                process.terminate()


def _wait_until_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last:
        if process.poll() is not None:
            raise RuntimeError(f"the web server ended with exit status {process.returncode}")
        try:
            with urlopen(f"{address}/help", timeout=1):
                return
        except HTTPError:
            return
        except OSError:  # the socket takes callers from the start; gunicorn answers them later
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer within {SECONDS_TO_START} seconds")


@dataclass
class Mailbox:
    """An SMTP server that keeps what it is sent; ``refuses`` makes it answer 451 from then on."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False
    url: str = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one letter."""
        if self.refuses:
            return "451 Not now"
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self.letters.append(message_from_bytes(raw, policy=policy.default))
        return "250 Taken"


class _OnAnyPort(Controller):
    """A controller that listens on whatever port is free."""

    def _create_server(self) -> Awaitable[AbstractServer]:
        listener = socket.create_server((self.hostname, 0))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mailbox that listens until the block ends; its ``url`` is for SMTP_URL."""
    box = Mailbox()
    controller = _OnAnyPort(box, hostname="127.0.0.1")
    controller.start()
    try:
        box.url = f"smtp://127.0.0.1:{controller.port}"
        yield box
    finally:
        controller.stop()
