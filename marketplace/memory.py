"""What a process of the site keeps in memory until it ends, and how seldom the rest is searched for garbage.

Nothing that is imported is ever garbage, and it is half a million things: Python's collector walked through them again
and again, which took a fifth of the time of a command and of the first pages of a web process. Knows nothing of the
site.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THINGS_BETWEEN_LOOKS = 20_000
"""A page makes about so many. Most go the moment nobody names them, without a look."""


@contextmanager
def lasting() -> Iterator[None]:
    """Let all that is made inside stay for good: imports, and the site itself. For programs alone, at their start."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(THINGS_BETWEEN_LOOKS, 10, 10)
    gc.enable()
