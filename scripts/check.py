"""Run every check and every test: `make test`.

The checks that only read the code begin first, side by side; the tests follow when all but the types are through, which
take one core a minute on a clean clone: what they find is printed after the tests. Each thing that failed is named in
one line at the end, and then the exit status is 1.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
Ended = subprocess.CompletedProcess[str]
TYPED = ("marketplace", "tests", "bench", "scripts", "migrations", "wsgi.py")


@dataclass(frozen=True)
class Check:
    """One program that reads the code: what it is called in the summary, and how it is run."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()


TYPES = Check("types (mypy --strict)", "mypy", tuple(path for path in TYPED if (ROOT / path).exists()))
CHECKS = (
    Check("lint (ruff check)", "ruff", ("check", "--output-format", "concise", ".")),
    Check("form (ruff format; make format mends it)", "ruff", ("format", "--check", "--output-format", "concise", ".")),
    Check("who imports whom (lint-imports)", "lint-imports"),
    Check("templates (djlint)", "djlint", ("--lint", "--quiet", "templates")),
    Check("dependencies agree (pip check)", "pip", ("check",)),
)


def main() -> None:
    """Run all, name what failed."""
    with ThreadPoolExecutor() as side_by_side:
        types = side_by_side.submit(_ended, TYPES)
        outcomes = list(zip(CHECKS, side_by_side.map(_ended, CHECKS), strict=True))
        failed = [check.name for check, done in outcomes if not _passed(check, done)]
        # Each worker takes a stretch of the tests, so that what a module shares is made once; who is done first, helps.
        # One more than there are cores: a test of the browser, or of several processes, waits for a third of its time.
        workers = (os.cpu_count() or 1) + 1
        if run("pytest", "-n", str(workers), "--dist", "worksteal", *sys.argv[1:]).returncode:
            failed.append("tests (pytest)")
        if not _passed(TYPES, types.result()):
            failed.append(TYPES.name)
    for name in failed:
        print(f"failed: {name}")
    sys.exit(1 if failed else 0)


def _ended(check: Check) -> Ended:
    """Run one check, keeping what it says."""
    return run(check.program, *check.arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _passed(check: Check, done: Ended) -> bool:
    """Say how a check ended, and what it said if it failed."""
    if done.returncode:
        print(f"--- {check.name}\n{done.stdout}", flush=True)
    else:
        print(f"passed: {check.name}", flush=True)
    return done.returncode == 0


def run(program: str, *arguments: str, stdout: int | None = None, stderr: int | None = None) -> Ended:
    """Run a program of this environment in the project's folder.

    Compiled modules are kept whatever the caller's settings say: the tests start hundreds of processes, and each would
    else compile the whole site again.
    """
    command = [str(PROGRAMS / program), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=stdout, stderr=stderr, text=True, check=False)


if __name__ == "__main__":
    main()
