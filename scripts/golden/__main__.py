"""`make demo`: the golden breaks over HTTP, on the site as it runs for people; exit 1 on any difference."""

import signal
import sys
from types import FrameType

from scripts.golden.breaks import walk_through
from scripts.golden.site import running


def main() -> None:
    """Walk through all of them; say what was not as it must be."""
    for order in (signal.SIGTERM, signal.SIGINT):  # told to stop, stop the site too
        signal.signal(order, _stop)
    with running() as site:
        differences = walk_through(site)
    for words in differences:
        print(f"\nDIFFERENT  {words}", file=sys.stderr)
    print("\nAll is as it must be." if not differences else f"\n{len(differences)} differences.")
    sys.exit(1 if differences else 0)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
