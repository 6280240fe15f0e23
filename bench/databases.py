"""A fresh, migrated database for a bench: SQLite in a temporary folder, or PostgreSQL where the tests find theirs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace import migrate
from tests import postgres

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(engine_name: str) -> Iterator[str]:
    """The address of a database that nothing else uses, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lull-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another account when we are root
        if engine_name == "sqlite":
            url = f"sqlite:///{folder}/bench.db"
            migrate.upgrade(url)
            yield url
            return
        server = postgres.start(Path(folder) / "pg")
        name = f"lull_bench_{os.getpid()}"
        url = server.create_database(name)
        try:
            migrate.upgrade(url)
            yield url
        finally:
            server.drop_database(name)
            postgres.stop(Path(folder) / "pg")
