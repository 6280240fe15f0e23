"""A double click is normal: a form sent twice is done once, and the second answer is the first one's (DATA_MODEL 10).

Every form carries a hidden ``once`` key, new each time the page is drawn. A form that was refused gives its key back,
so that the corrected one may be sent with it. Signing in and out carry none: they are harmless when repeated.
"""

import hashlib
import hmac
import secrets
import time
from datetime import datetime, timedelta

from flask import Flask, abort, current_app, g, redirect, request
from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.db import Base, session, transaction

FIELD = "once"
LONGEST_ANSWER = 600
ABANDONED_AFTER = timedelta(minutes=1)
"""A form unanswered for this long never will be: the web process that had it is gone."""

KEPT_FOR = timedelta(days=7)
_WAIT_SECONDS = 10.0
_STEP_SECONDS = 0.1


class IdempotencyKey(Base):
    """A form being answered (``answer`` empty) or answered with a redirect to ``answer``."""

    __tablename__ = "idempotency_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(LONGEST_ANSWER), default="")
    made_at: Mapped[datetime]


def new_key() -> str:
    """A key for one drawing of a form."""
    return secrets.token_urlsafe(18)


def answer_once(app: Flask) -> None:
    """Let every posted form with a key be done once."""
    app.before_request(_first_or_again)
    app.after_request(_remember)


def forget_old() -> None:
    """Delete the keys of forms that nobody sends again."""
    with transaction():
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.made_at < clock.now() - KEPT_FOR))


def _first_or_again() -> Response | None:
    key = request.form.get(FIELD, "")[:64] if request.method == "POST" else ""
    if not key:
        return None
    digest = _digest()
    try:
        with transaction():
            session.add(IdempotencyKey(key=key, digest=digest, made_at=clock.now()))
    except IntegrityError:
        return _answer_again(key, digest)
    g.once_key = key
    return None


def _answer_again(key: str, digest: str) -> Response | None:
    for _ in range(int(_WAIT_SECONDS / _STEP_SECONDS)):
        session.rollback()
        first = session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == key))
        if first is None:
            return _first_or_again()
        if first.digest != digest:
            abort(409, "This form was already sent with other answers. Open the page again.")
        if first.answer:
            return redirect(first.answer, 303)
        if first.made_at < clock.now() - ABANDONED_AFTER:
            abort(409, "You sent this form before, and we cannot tell if it was done. Look first, then send a new one.")
        time.sleep(_STEP_SECONDS)
    return abort(409, "This form is still being worked on. Wait a moment, then open the page again.")


def _remember(response: Response) -> Response:
    key = g.pop("once_key", None)
    if key is None:
        return response
    answer = response.location if response.status_code in {302, 303} else None
    with transaction():
        row = session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == key))
        if row is not None and answer and len(answer) <= LONGEST_ANSWER:
            row.answer = answer
        elif row is not None:
            session.delete(row)
    return response


def _digest() -> str:
    """What was sent and to where; uploads by name alone. Keyed: no password that was sent can be tried against it."""
    sent = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    files = sorted((name, file.filename or "") for name, file in request.files.items(multi=True))
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, repr((request.path, sent, files)).encode(), hashlib.sha256).hexdigest()
