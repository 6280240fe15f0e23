"""The stand-in's own clock: signatures and due times are in seconds since 1970."""

import time


def seconds() -> float:
    """Seconds since the beginning of 1970, in UTC."""
    return time.time()
