"""Make this checkout ready: `python3 -m scripts.setup run` or `... test` (`make setup`, `make test` call it).

Owns: the environment in .venv, the locked packages in it, the `marketplace` command, the call that builds the
front-end assets and the one that looks for what draws PDFs; for `test` a Chromium and a PostgreSQL too. It starts
nothing, and a second run finds nothing to do.

Refuses to know: what the packages are for. Standard library only: it runs on the machine's own Python, before
anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import build_assets

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin/python"
OLDEST_PYTHON = (3, 11)
LOCKS = ("run", "test", "node")


class SetUpError(Exception):
    """Something set-up needs cannot be had; the text names it in one line."""


def main() -> None:
    """Set up for `run` or for `test`, as the argument says."""
    wanted = sys.argv[1:]
    if wanted not in (["run"], ["test"]):
        sys.exit("usage: python3 -m scripts.setup run|test")
    with alone():
        try:
            set_up(for_tests=wanted == ["test"])
        except SetUpError as problem:
            sys.exit(f"set-up: {problem}")


def set_up(*, for_tests: bool) -> None:
    """Everything `make run` needs and, for tests, what they need besides. Raises SetUpError."""
    make_environment()
    install_lock("test" if for_tests else "run")
    install_project()
    if not node_is_on_path():
        install_lock("node")
    run("building the front-end assets", VENV_PYTHON, "scripts/build_assets.py", shows=False)
    run("finding Pango", VENV_PYTHON, "-m", "scripts.pango", shows=False)
    if for_tests:
        run("finding Chromium", VENV_PYTHON, "-m", "scripts.chromium", shows=False)
        run("finding PostgreSQL", VENV_PYTHON, "-m", "tests.postgres", shows=False)


@contextmanager
def alone() -> Iterator[None]:
    """Only one set-up at a time in this checkout: a second waits for the first, then finds all done.

    The lock stands on the folder itself: no file is left behind.
    """
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_environment() -> None:
    """A virtual environment in .venv that runs, and was made here: one moved here has wrong paths in its scripts."""
    config = VENV / "pyvenv.cfg"
    if config.exists() and str(VENV) in config.read_text() and runs(VENV_PYTHON, "-c", "import pip"):
        return
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SetUpError(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: make PYTHON=python3.12 ..."
        )
    if not runs(sys.executable, "-c", "import ensurepip"):
        install_debian_package("python3-venv")
    run("making the environment in .venv", sys.executable, "-m", "venv", "--clear", VENV)


def install_debian_package(package: str) -> None:
    """Install a system package where that is possible. Raises SetUpError naming it where it is not."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetUpError(f"the system package {package} is missing: install it, or run make once as root")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    for command in ("update", "-qq"), ("install", "-qq", "-y", "--no-install-recommends", package):
        run(f"installing the system package {package} ({command[0]})", "apt-get", *command, output=subprocess.DEVNULL)


def install_lock(name: str) -> None:
    """Install exactly the packages of requirements/NAME.lock, unless they are there.

    run.lock holds nothing that test.lock has not, so whoever has the second has the first. A lock is whole: pip looks
    for nothing else, and so not for what run.lock leaves out (``scripts.lock``).
    """
    digests = {each: digest(ROOT / f"requirements/{each}.lock") for each in LOCKS}
    stamps = {each: VENV / f".{each}.lock.installed" for each in LOCKS}
    if stamps[name].exists() and stamps[name].read_text() == digests[name]:
        return
    lock = f"requirements/{name}.lock"
    pip_install(f"installing {lock}", "--no-deps", "--require-hashes", "-r", lock)
    stamps[name].write_text(digests[name])
    if name == "test":
        stamps["run"].write_text(digests["run"])


def install_project() -> None:
    """The project itself, as it stands in this folder, and its `marketplace` command."""
    stamp = VENV / ".project.installed"
    wanted = digest(ROOT / "pyproject.toml")
    if stamp.exists() and stamp.read_text() == wanted and (VENV / "bin/marketplace").exists():
        return
    options = ("--no-index", "--no-deps", "--no-build-isolation", "-e", ".")
    pip_install("installing the marketplace command", *options)
    stamp.write_text(wanted)


def pip_install(what: str, *options: str) -> None:
    """`pip install` in the environment."""
    run(what, VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *options)


def node_is_on_path() -> bool:
    """Whether the machine has the Node.js and npm that build the assets; else a wheel brings them."""
    node = shutil.which("node")
    is_new_enough = node is not None and build_assets.version_of(node) >= build_assets.OLDEST_NODE
    return is_new_enough and shutil.which("npm") is not None


def run(what: str, *command: str | Path, shows: bool = True, output: int | None = None) -> None:
    """Run one step, saying what it is unless it is mostly done already. Raises SetUpError when it fails."""
    if shows:
        print(f"{what[0].upper()}{what[1:]} ...", flush=True)
    if subprocess.run(command, cwd=ROOT, stdout=output, check=False).returncode:
        raise SetUpError(f"{what} failed: see above")


def runs(*command: str | Path) -> bool:
    """Whether a command can be run and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
