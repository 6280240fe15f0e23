"""Letters: what is owed to whom, by e-mail or as a page for the post."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of


class Channel(StrEnum):
    """How a letter goes out."""

    EMAIL = "email"
    POST = "post"


class Letter(HasRef, Base):
    """One message. ``message_id`` is stable: sent twice after a crash, it is still one message to the reader.

    ``name`` is the file of its words in templates/letters. The body of one that ``holds_secret`` (a link that opens an
    account) is kept only until it is sent. ``reader`` names whom a letter by post is for, as their address may change
    until it is posted ("person:Ab3..."); ``to_address`` of it is where they lived when it was written.
    ``stopped_at``: nobody is to have it any more; it is neither sent nor printed.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_channel_posted_at", "channel", "posted_at"),)

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
    reader: Mapped[str] = mapped_column(String(80), default="", server_default="")
    posted_at: Mapped[datetime | None]
    posted_by_account_id: Mapped[int | None]
    stopped_at: Mapped[datetime | None]

    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Attachment(Base):
    """A file that goes with a letter."""

    __tablename__ = "letter_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
