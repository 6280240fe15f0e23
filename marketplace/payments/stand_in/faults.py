"""What goes wrong when a test or a demo orders it: answers that come late or not at all."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls one answer, after its work is done: seconds of waiting, and whether it is lost."""

    delay: float = 0
    is_lost: bool = False


class Faults:
    """The answers still to be disturbed."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._fault = Fault()
        self._path = ""
        self._left = 0

    def order(self, fault: Fault, *, path: str, times: int) -> None:
        """Let this befall the next answers to paths that begin so; what was ordered before is forgotten."""
        with self._guard:
            self._fault, self._path, self._left = fault, path, times

    def next(self, path: str) -> Fault:
        """What befalls the answer to this path."""
        with self._guard:
            if not self._left or not path.startswith(self._path):
                return Fault()
            self._left -= 1
            return self._fault
