"""The ids that open data gives to things: UUIDs worked out from our references, the same for ever. Pure.

They are hashes, so none can be turned back: what an id stands for is found by working out those of all there are.
"""

from functools import lru_cache
from uuid import UUID, uuid5

NAMESPACE = UUID("6f2f8f5e-7f0e-4c8b-9b64-1f6a5f0c2d11")
KEPT = 100_000


@lru_cache(maxsize=KEPT)
def id_of(sort: str, *names: str) -> str:
    """The id of a thing of this sort ("service", "location") that these names tell apart."""
    return str(uuid5(NAMESPACE, ":".join((sort, *names))))
