"""Letters as they were written, for those who may read what they are about. Callers scope by ``about``."""

from collections.abc import Collection

from sqlalchemy import select

from marketplace.db import session
from marketplace.notifications.models import Channel, Letter


def letters_about(about: Collection[str]) -> list[Letter]:
    """Every letter about any of these references, oldest first."""
    return list(session.scalars(select(Letter).where(Letter.about.in_(about)).order_by(Letter.id)))


def pages_to_post(about: Collection[str]) -> list[Letter]:
    """The letters about any of these references that go by post: an adviser prints them for people without e-mail."""
    found = (
        select(Letter)
        .where(Letter.about.in_(about), Letter.channel == Channel.POST, Letter.stopped_at.is_(None))
        .order_by(Letter.id)
    )
    return list(session.scalars(found))
