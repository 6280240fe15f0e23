"""Two people may keep one thing at once: a form says what it was drawn from, and nobody's words are lost unseen."""

import hashlib

from marketplace.errors import Conflict

CHANGED = "Somebody changed this while you were writing. What you wrote is below. Look at both, then save"
"""What is said above what was typed."""


class ChangedMeanwhile(Conflict):
    """Somebody else saved the same thing after the form was drawn. ``seen`` is the stamp of what is kept now."""

    def __init__(self, seen: str) -> None:
        super().__init__(CHANGED)
        self.seen = seen


def stamp(*values: object) -> str:
    """A short text that is another one as soon as any of the values is."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def refuse_changed(seen: str | None, now: str) -> None:
    """Raise ChangedMeanwhile unless the form was drawn from what is kept now. Without a stamp nobody is asked."""
    if seen is not None and seen != now:
        raise ChangedMeanwhile(now)
