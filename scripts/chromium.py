"""Find a Chromium for the browser tests, or bring one: `python -m scripts.chromium`.

Owns: where to look (CHROMIUM, the path, Playwright's own folder) and how to get one (Debian's package as root, else
Playwright's download), and the options it is started with. Refuses to know: what the tests do with it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.setup import SetUpError, install_debian_package

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = (sys.executable, "-m", "playwright")
LIBRARY_OF_PLAYWRIGHT = "libatomic1"
OPTIONS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt --no-maglev",  # compiling script well takes longer than it runs
)


def main() -> None:
    """Print where Chromium is, installing it first when there is none; one line and exit 1 when it cannot be had."""
    if not playwright_starts() and not install_library():
        sys.exit(f"Playwright does not start: install Debian's package {LIBRARY_OF_PLAYWRIGHT}.")
    found = find() or install()
    if found is None:
        sys.exit("No Chromium: install Debian's package chromium, run make test once as root, or name one in CHROMIUM.")
    print(f"Chromium: {found}")


def playwright_starts() -> bool:
    """Whether Playwright's own Node.js runs here."""
    return subprocess.run([*PLAYWRIGHT, "--version"], capture_output=True, check=False).returncode == 0


def install_library() -> bool:
    """Bring the library that Playwright's Node.js wants and a small system lacks; whether it starts then."""
    with suppress(SetUpError):
        install_debian_package(LIBRARY_OF_PLAYWRIGHT)
    return playwright_starts()


def find() -> Path | None:
    """A Chromium that starts: the one in CHROMIUM, on the path, or Playwright's own."""
    return next((Path(each) for each in _candidates() if each and starts(Path(each))), None)


def options() -> list[str]:
    """How it is started: without calls of its own to the network; as root only without its sandbox."""
    return [*OPTIONS, "--no-sandbox"] if os.geteuid() == 0 else list(OPTIONS)


def install() -> Path | None:
    """Bring one: Debian's package where we are root, else Playwright's download. None when neither works."""
    with suppress(SetUpError):
        install_debian_package("chromium")
    if found := find():
        return found
    print("Downloading Playwright's Chromium ...", flush=True)
    subprocess.run([*PLAYWRIGHT, "install", "chromium"], capture_output=True, check=False)
    return find()


def starts(program: Path) -> bool:
    """Whether it can be run at all; a distribution's empty stand-in for a browser cannot."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _candidates() -> Iterator[str | None]:
    """The one in CHROMIUM and no other, or else one place after another; Playwright is asked last, for it is slow."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return
    yield from map(shutil.which, NAMES)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    yield own


if __name__ == "__main__":
    main()
