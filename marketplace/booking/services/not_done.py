"""What the site has given up trying, looked at by somebody: tried again, or left."""

from marketplace import audit, jobs
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import transaction
from marketplace.errors import NotFound


def try_again(key: str, *, by: Viewer) -> None:
    """Owe it anew, as if it had never been tried. Raises NotFound when it is not given up, or not theirs to see."""
    _looked_at(key, by, "job-tried-again", is_owed=True)


def leave(key: str, *, by: Viewer) -> None:
    """Nobody tries it any more, and nobody need look again. Raises NotFound."""
    _looked_at(key, by, "job-left", is_owed=False)


def _looked_at(key: str, by: Viewer, what: str, *, is_owed: bool) -> None:
    with transaction():
        if not by.can(Permission.KEEP_SETTINGS) or not jobs.look_after(key, is_owed=is_owed):
            raise NotFound
        audit.record(what, about=f"job:{key}"[:80], by=by.actor)
