"""The demo for tests: loading it takes long, and is done once for the whole run."""

import fcntl
import shutil
from pathlib import Path

from marketplace import db
from marketplace.demo import loading
from tests import databases


def database() -> Path:
    """An SQLite file with the demo in it, to copy."""
    file = databases.run_folder() / "demo.db"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            aside = Path(shutil.copy(databases.migrated_sqlite(), file.with_suffix(".loading")))
            engine = db.connect(f"sqlite:///{aside}")
            loading.load()
            db.session.remove()
            engine.dispose()
            aside.rename(file)
    return file
