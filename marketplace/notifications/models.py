"""Letters: what is owed to whom, by e-mail or as a page for the post."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of


class Channel(StrEnum):
    """How a letter goes out."""

    EMAIL = "email"
    POST = "post"


class Letter(HasRef, Base):
    """One message. ``message_id`` is stable: sent twice after a crash, it is still one message to the reader.

    ``name`` is the file of its words in templates/letters. The body of one that ``holds_secret`` (a link that opens an
    account) is kept only until it is sent.
    """

    __tablename__ = "letter"

    name: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(120))
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    holds_secret: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(String(80), index=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Attachment(Base):
    """A file that goes with a letter."""

    __tablename__ = "letter_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
