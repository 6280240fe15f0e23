"""Serve Lull on this machine with its worker and, without Stripe's keys, the card stand-in, until Ctrl-C: `make run`.

Owns: the demo database made on the first run, the processes started and stopped together, and what is said on the
terminal. The demo goes only into a SQLite file that this run has just made, and an interrupted first run leaves none.

Refuses to know: how the site works. It is for trying Lull out; README.md says how it runs for people.
"""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from marketplace.config import BadSetting, Config

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
SQLITE = "sqlite:///"
ABOUT_CARDS = """
No real card is charged: the stand-in at {address} takes these test cards, with any date to come and any code.
  4242 4242 4242 4242  is charged                4000 0000 0000 0341  is saved, and declined when it is charged
  4000 0027 6000 3184  its bank asks each time   4000 0000 0000 0002  is declined
"""
ABOUT_LETTERS = """
No letter leaves this machine: what the site sends, a link to join or to a new password too, is put as a file into
  {folder}
"""


def main() -> None:
    """Make the database ready, start the processes, say where and for whom, wait."""
    port = wanted_port()
    address = f"http://127.0.0.1:{port}"
    environment = {"SITE_ADDRESS": address, **os.environ}
    wants_stand_in = not (os.environ.get("STRIPE_SECRET_KEY") or os.environ.get("CARD_STAND_IN"))
    if wants_stand_in:
        environment["CARD_STAND_IN"] = f"http://127.0.0.1:{free_port(after=port)}"
    try:
        config = Config.from_environment(environment)
    except BadSetting as problem:
        sys.exit(f"make run: {problem}")
    for order in (signal.SIGTERM, signal.SIGINT):  # a shell starts what is in the background deaf to Ctrl-C
        signal.signal(order, _stop)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with one_at_a_time(config.instance):
            refuse_a_port_in_use(port)
            make_ready(config.database_url, environment)
            if wants_stand_in:
                processes["card stand-in"] = start_stand_in(config, address)
            processes["web server"] = start_web(port, environment)
            processes["worker"] = start("marketplace", "worker", of=environment)
            people = command("marketplace", "demo", "show", of=environment, output=subprocess.PIPE)
            wait_until_answers(address, processes)
        print(f"\n{people}{about_what_is_pretended(config)}\nLull is at {address} (Ctrl-C stops it)", flush=True)
        wait_for_the_first_to_end(processes)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        stop(processes)


def about_what_is_pretended(config: Config) -> str:
    """What a newcomer needs to know of cards that are not charged and letters that are not sent."""
    cards = ABOUT_CARDS.format(address=config.cards.address) if config.cards.is_stand_in else ""
    letters = "" if config.smtp_url else ABOUT_LETTERS.format(folder=config.mail_folder)
    return cards + letters


def wanted_port() -> int:
    """The number in PORT; ends the program when it is none."""
    named = os.environ.get("PORT", "8000")
    if not (named.isdecimal() and 0 < int(named) < 2**16):
        sys.exit(f"make run: PORT must be a port number, not {named!r}")
    return int(named)


@contextmanager
def one_at_a_time(instance: Path) -> Iterator[None]:
    """Let one `make run` on this instance get ready at a time: a second finds the database made and the port taken."""
    folder = os.open(instance, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def refuse_a_port_in_use(port: int) -> None:
    """End the program with one line when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"make run: port {port} is in use; Lull may be running already (else: make run PORT={port + 1})")


def free_port(*, after: int) -> int:
    """The port after this one or, where that is taken or there is none, any that is free."""
    for port in (after + 1, 0):
        with socket.socket() as probe, suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    sys.exit("make run: no port is free")


def make_ready(database_url: str, environment: Mapping[str, str]) -> None:
    """Bring an existing database up to date; make a missing SQLite file with the demo in it."""
    file = Path(database_url.removeprefix(SQLITE))
    if not database_url.startswith(SQLITE) or file.exists():
        command("marketplace", "db", "upgrade", of=environment)
        return
    print("Making a database with the demo in it ...", flush=True)
    aside = file.with_name(f"{file.name}.new")
    _remove(aside)
    aside_environment = {**environment, "DATABASE_URL": f"{SQLITE}{aside}"}
    command("marketplace", "db", "upgrade", of=aside_environment)
    command("marketplace", "demo", "load", of=aside_environment)
    with sqlite3.connect(aside) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    aside.rename(file)
    _remove(aside)


def start_web(port: int, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start gunicorn with threads, quiet but for warnings."""
    size = ("--worker-class", "gthread", "--workers", "1", "--threads", "8")
    manner = ("--log-level", "warning", "--graceful-timeout", "5")
    return start("gunicorn", *size, *manner, "--bind", f"127.0.0.1:{port}", "wsgi:app", of=environment)


def start_stand_in(config: Config, site: str) -> subprocess.Popen[bytes]:
    """Start the card stand-in, which posts to the site at ``site`` and keeps its state in the instance folder."""
    cards = config.cards
    given = {
        "--port": cards.address.rpartition(":")[2],
        "--state": str(config.instance / "cards.db"),
        "--webhook": f"{site}/cards/events",
        "--key": cards.secret_key,
        "--secret": cards.webhook_secret,
    }
    options = [part for pair in given.items() for part in pair]
    return start("python", "-m", "marketplace.payments.stand_in", *options, of=os.environ)


def start(program: str, *arguments: str, of: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program of this environment, out of reach of Ctrl-C: it is stopped by `stop`, after its last answer."""
    return subprocess.Popen([str(PROGRAMS / program), *arguments], cwd=ROOT, env=of, start_new_session=True)


def command(program: str, *arguments: str, of: Mapping[str, str], output: int | None = None) -> str:
    """Run a program of this environment to its end; what it printed, if ``output`` is PIPE.

    Ends this one when it fails, which has then said why.
    """
    whole = [str(PROGRAMS / program), *arguments]
    done = subprocess.run(whole, cwd=ROOT, env=of, check=False, stdout=output, text=True)
    if done.returncode:
        sys.exit(f"make run: {program} {' '.join(arguments)} failed: see above")
    return done.stdout or ""


def wait_until_answers(address: str, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait for the first answer; ends the program when a process ends instead, or none comes in time."""
    last = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last:
        _name_one_that_ended(processes)
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - always our own http://127.0.0.1
                return
        except HTTPError as answered:
            sys.exit(f"make run: {address} answered {answered.code}: see above")
        except OSError:
            time.sleep(0.1)
    sys.exit(f"make run: {address} did not answer within {SECONDS_TO_START} seconds")


def wait_for_the_first_to_end(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait until one of them ends, which none should."""
    while True:
        _name_one_that_ended(processes)
        time.sleep(0.5)


def stop(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, and insist after a while."""
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with the processes that it has started


def _name_one_that_ended(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            sys.exit(f"make run: the {name} ended (exit status {process.returncode}): see above")


def _remove(database: Path) -> None:
    """Remove a database and the files that stand beside it, those of them that there are."""
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
