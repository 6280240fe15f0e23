"""Papers that people upload: checked, kept in the database with what they prove, served to those allowed.

Kept in the database, so that a paper and the record that names it are written together or not at all, and every web
process on every machine has it. What is served is never trusted: the kind is told by the content, not by the name.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from marketplace import clock
from marketplace.db import Base, HasRef, session, transaction
from marketplace.errors import NotFound, Refused

LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 120

_KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)
_ACCEPTED = "Choose a PDF, or a photo as JPEG or PNG"


class StoredFile(HasRef, Base):
    """One paper as it was uploaded. Never changed: another one is another row."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="not_empty"),)

    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it; ``name`` as their machine calls it."""

    name: str
    content: bytes


def keep(upload: Upload, *, field: str, by_account_id: int | None) -> StoredFile:
    """Keep an upload, in the transaction that is open. Raises Refused at ``field`` when it is not a paper we take."""
    media_type, ending = _kind(upload, field)
    with transaction():
        kept = StoredFile(
            name=_safe_name(upload.name, ending),
            media_type=media_type,
            size_bytes=len(upload.content),
            digest=hashlib.sha256(upload.content).hexdigest(),
            content=upload.content,
            made_at=clock.now(),
            made_by_account_id=by_account_id,
        )
        session.add(kept)
        session.flush()
        return kept


def stored(ref: str) -> StoredFile:
    """The file of this reference. Whoever asks has looked first whether the reader may. Raises NotFound."""
    found = session.scalar(select(StoredFile).where(StoredFile.ref == ref))
    if found is None:
        raise NotFound
    return found


def erase(ids: Collection[int]) -> None:
    """Erase these files, in the transaction that is open. Whoever asks has let go of them first."""
    session.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))


def _kind(upload: Upload, field: str) -> tuple[str, str]:
    if not upload.content:
        raise Refused(fields={field: "This file is empty. Choose another one"})
    if len(upload.content) > LARGEST_BYTES:
        raise Refused(fields={field: f"This file is too large. The most is {LARGEST_BYTES // 1024 // 1024} MB"})
    for start, media_type, ending in _KINDS:
        if upload.content.startswith(start):
            return media_type, ending
    raise Refused(fields={field: _ACCEPTED})


def _safe_name(name: str, ending: str) -> str:
    """The name without folders or signs that a header or a file system could trip over, with a true ending."""
    last = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "paper"
    plain = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in last)
    return f"{' '.join(plain.split())[: LONGEST_NAME - 5] or 'paper'}.{ending}"
