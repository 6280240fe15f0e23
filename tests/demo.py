"""The demo for tests: loading it takes long, and is done once on each database for the whole run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from marketplace.cli import main
from tests import databases


def database() -> Path:
    """An SQLite file with the demo in it, to copy."""
    file = databases.run_folder() / "demo.db"
    with databases.only_one("demo-sqlite"):
        if not file.exists():
            aside = Path(shutil.copy(databases.migrated_sqlite(), file.with_suffix(".loading")))
            _load(f"sqlite:///{aside}")
            aside.rename(file)
    return file


@contextmanager
def copy(engine_name: str, folder: Path) -> Iterator[str]:
    """The address of a database with the demo in it that nothing else uses, gone afterwards."""
    if engine_name == "sqlite":
        yield f"sqlite:///{shutil.copy(database(), folder / 'lull.db')}"
        return
    with databases.copy_on_postgresql(_on_postgresql(), folder) as url:
        yield url


def _on_postgresql() -> str:
    """The name of a PostgreSQL database with the demo in it, to copy."""
    name, is_loaded = databases.named("demo"), databases.run_folder() / "postgresql.demo"
    server = databases.server()
    with databases.only_one("demo-postgresql"):
        if not is_loaded.exists():
            server.drop_database(name)
            _load(server.create_database(name, like=databases.named("migrated")))
            is_loaded.touch()
    return name


def _load(url: str) -> None:
    """As an operator does. Raises RuntimeError with what the command said."""
    shell = CliRunner(env={"DATABASE_URL": url, "LULL_INSTANCE": str(databases.run_folder())})
    done = shell.invoke(main, ["demo", "load"])
    if done.exit_code or "people can be tried" not in done.stdout:
        raise RuntimeError(done.output)
