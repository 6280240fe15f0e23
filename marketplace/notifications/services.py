"""Letters owed: written down with the change that owes them, sent by the worker after it is committed.

What is rolled back is never sent. A letter to somebody with no e-mail address becomes a page to print.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import selectinload

from marketplace import audit, clock, jobs
from marketplace.audit import Actor
from marketplace.config import Config, Site
from marketplace.db import new_ref, session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.notifications import letters
from marketplace.notifications.gateway import Folder, SmtpServer
from marketplace.notifications.models import Attachment, Channel, Letter

SEND = "send-letter"
"""The kind of job that sends one letter."""

FORGOTTEN = "The link in this letter was a secret, and is not kept.\n"

KEPT_FOR = timedelta(days=365)

Stops = Callable[[Letter], bool]
"""Whether a letter is not to be had by its reader now."""

_sites: list[Site] = []
_stops: list[Stops] = []


@dataclass(frozen=True)
class Recipient:
    """Who a letter is for. ``email`` empty: it is printed for the post, to ``postal_address`` if that is known.

    ``reference`` names them to whoever prints it: "person:Ab3...".
    """

    name: str
    email: str | None = None
    postal_address: str = ""
    reference: str = ""


class AlreadyPosted(Conflict):
    """Somebody else was first to put the letter into the post."""


@dataclass(frozen=True)
class File:
    """A file to go with a letter, such as a calendar entry."""

    name: str
    media_type: str
    content: bytes


def speak_for(site: Site) -> None:
    """Let this process write its letters in the name of ``site``. Site, worker and each command say so once."""
    _sites[:] = [site]


def stop_what(stops: Stops) -> None:
    """Let this process write or send no letter of which ``stops`` is true. Said once, as ``speak_for`` is."""
    _stops[:] = [stops]


def speaking_for() -> Site:
    """The site in whose name this process writes."""
    return _sites[0] if _sites else Site()


def was_owed(name: str, *, about: str, since: datetime) -> bool:
    """Whether this letter was written to anybody about something, since an instant."""
    found = select(Letter.id).where(Letter.about == about, Letter.name == name, Letter.made_at >= since)
    return session.scalar(found.limit(1)) is not None


def owe(
    name: str,
    /,
    *,
    to: Recipient,
    about: str,
    files: Sequence[File] = (),
    holds_secret: bool = False,
    **facts: object,
) -> Letter:
    """Write the letter ``name`` (templates/letters) about ``facts`` and owe it, in the transaction that is open.

    ``about`` is a reference such as ``invitation:Ab3...``. ``holds_secret``: the words hold a link that opens
    something; they are forgotten once sent.
    """
    site = speaking_for()
    words = letters.write(name, site=site, **facts)
    with transaction():
        ref = new_ref()
        letter = Letter(
            ref=ref,
            name=name,
            channel=Channel.EMAIL if to.email else Channel.POST,
            to_address=to.email or to.postal_address,
            to_name=to.name,
            reader=to.reference,
            message_id=_message_id(ref, site),
            subject=words.subject,
            body=words.body,
            holds_secret=holds_secret,
            about=about,
            made_at=clock.now(),
            attachments=[Attachment(file_name=f.name, media_type=f.media_type, content=f.content) for f in files],
        )
        session.add(letter)
        if _is_stopped(letter):
            letter.stopped_at = clock.now()
            session.flush()
            return letter
        jobs.owe_first(SEND, key=f"{SEND}:{ref}", payload={"letter": ref})
    return letter


def send(payload: jobs.Payload, *, config: Config) -> None:
    """Send the letter that ``payload`` names, then write down that it is sent. Harmless when repeated.

    Nothing is held in the database while the mail server is spoken to.
    """
    letter = session.scalar(
        select(Letter).where(Letter.ref == payload["letter"]).options(selectinload(Letter.attachments))
    )
    if letter is None or letter.sent_at is not None or letter.stopped_at is not None:
        return
    if _is_stopped(letter):
        _stop([letter])
        return
    session.expunge_all()
    session.rollback()
    _deliver(letter, config)
    with transaction():
        sent = session.get_one(Letter, letter.id)
        sent.sent_at = clock.now()
        if sent.holds_secret:
            sent.body = FORGOTTEN


def forget(about: Collection[str], addresses: Collection[str]) -> None:
    """Erase every letter about these references or to these addresses, with what still has to be done about it.

    ``addresses`` are e-mail addresses, and references of those written to by post. In the transaction that is open.
    """
    is_one = or_(Letter.about.in_(about), Letter.to_address.in_(addresses), Letter.reader.in_(addresses))
    found = session.execute(select(Letter.id, Letter.ref).where(is_one)).all()
    ids = [letter_id for letter_id, _ in found]
    session.execute(delete(Attachment).where(Attachment.letter_id.in_(ids)))
    session.execute(delete(Letter).where(Letter.id.in_(ids)))
    jobs.forget([f"{SEND}:{ref}" for _, ref in found])


def stop_queued(about: Collection[str]) -> int:
    """Stop what is written about these references and has not gone out, as far as it is not to be had; how many.

    In the transaction that is open.
    """
    is_out = or_(Letter.posted_at.is_not(None), and_(Letter.channel == Channel.EMAIL, Letter.sent_at.is_not(None)))
    waits = session.scalars(select(Letter).where(Letter.about.in_(about), Letter.stopped_at.is_(None), ~is_out))
    return _stop([letter for letter in waits if _is_stopped(letter)])


def _is_stopped(letter: Letter) -> bool:
    return any(stops(letter) for stops in _stops)


def _stop(letters_to_stop: Sequence[Letter]) -> int:
    with transaction():
        for letter in letters_to_stop:
            session.get_one(Letter, letter.id).stopped_at = clock.now()
        session.flush()
    return len(letters_to_stop)


def post(ref: str, *, by: Actor) -> None:
    """Write down that a printed letter was put into the post. Callers scope it. Raises NotFound, AlreadyPosted."""
    with transaction():
        letter = session.scalar(
            select(Letter)
            .where(Letter.ref == ref, Letter.channel == Channel.POST, Letter.stopped_at.is_(None))
            .with_for_update()
        )
        if letter is None:
            raise NotFound
        if letter.posted_at is not None:
            raise AlreadyPosted("Somebody has marked this letter as posted already")
        letter.posted_at = clock.now()
        letter.posted_by_account_id = by.account_id
        audit.record("letter-posted", about=f"letter:{ref}", by=by)


def forget_old() -> None:
    """Delete letters that were sent a year ago, with what went with them."""
    with transaction():
        old = select(Letter.id).where(Letter.sent_at < clock.now() - KEPT_FOR)
        session.execute(delete(Attachment).where(Attachment.letter_id.in_(old)))
        session.execute(delete(Letter).where(Letter.sent_at < clock.now() - KEPT_FOR))


def _deliver(letter: Letter, config: Config) -> None:
    if letter.channel is Channel.POST:
        page = letters.as_page(letter, site=config.site)
        Folder(config.print_folder).put(_file_name(letter, "txt"), page.encode())
    elif config.smtp_url:
        mail = letters.as_mail(letter, sender=config.mail_from, reply_to=config.site.email, encoding="quoted-printable")
        SmtpServer(config.smtp_url).send(mail)
    else:
        mail = letters.as_mail(letter, sender=config.mail_from, reply_to=config.site.email, encoding="8bit")
        Folder(config.mail_folder).put(_file_name(letter, "eml"), mail.as_bytes())


def _message_id(ref: str, site: Site) -> str:
    _, _, domain = site.email.rpartition("@")
    return f"<{clock.now():%Y%m%dT%H%M%S.%f}.{ref}@{domain}>"


def _file_name(letter: Letter, extension: str) -> str:
    """Named by the Message-ID, so that files stand in the order of writing and one letter is one file."""
    return f"{letter.message_id.strip('<>').rpartition('@')[0]}.{extension}"
