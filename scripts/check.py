"""Run every check and every test: `make test`.

The checks that only read the code run first, side by side; what they find is printed. The tests follow. Each thing
that failed is named in one line at the end, and then the exit status is 1.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
TYPED = ("marketplace", "tests", "bench", "scripts", "migrations", "wsgi.py")


@dataclass(frozen=True)
class Check:
    """One program that reads the code: what it is called in the summary, and how it is run."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()


CHECKS = (
    Check("types (mypy --strict)", "mypy", tuple(path for path in TYPED if (ROOT / path).exists())),
    Check("lint (ruff check)", "ruff", ("check", "--output-format", "concise", ".")),
    Check("form (ruff format; make format mends it)", "ruff", ("format", "--check", "--output-format", "concise", ".")),
    Check("who imports whom (lint-imports)", "lint-imports"),
    Check("templates (djlint)", "djlint", ("--lint", "--quiet", "templates")),
    Check("dependencies agree (pip check)", "pip", ("check",)),
)


def main() -> None:
    """Run all, name what failed."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as side_by_side:
        outcomes = side_by_side.map(_passes, CHECKS)
        failed = [check.name for check, passed in zip(CHECKS, outcomes, strict=True) if not passed]
    # Each worker takes a stretch of the tests, so that what a module shares is made once; who is done first, helps. One
    # more than there are cores: a test of the browser, or of several processes, waits for a third of its time.
    workers = (os.cpu_count() or 1) + 1
    if run("pytest", "-n", str(workers), "--dist", "worksteal", *sys.argv[1:]).returncode:
        failed.append("tests (pytest)")
    for name in failed:
        print(f"failed: {name}")
    sys.exit(1 if failed else 0)


def _passes(check: Check) -> bool:
    """Run one check; print what it said if it failed."""
    done = run(check.program, *check.arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(f"--- {check.name}\n{done.stdout}", flush=True)
    else:
        print(f"passed: {check.name}", flush=True)
    return done.returncode == 0


def run(
    program: str, *arguments: str, stdout: int | None = None, stderr: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment in the project's folder."""
    command = [str(PROGRAMS / program), *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=stdout, stderr=stderr, text=True, check=False)


if __name__ == "__main__":
    main()
