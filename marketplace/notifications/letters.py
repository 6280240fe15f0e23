"""The words of a letter and its shape as mail. The words are in templates/letters: a subject line, then the body.

Letters are plain text, with the site's name, telephone number and address in each. Knows no database and sends nothing.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from marketplace import wording
from marketplace.config import ROOT, Site
from marketplace.notifications.models import Attachment, Letter

FOLDER = ROOT / "templates" / "letters"
SUBJECT = "Subject: "
MAIL_LINE = 998
"""The longest line that mail may carry (RFC 5322)."""


@dataclass(frozen=True)
class Words:
    """What a letter says."""

    subject: str
    body: str


def write(name: str, /, *, site: Site, **facts: object) -> Words:
    """The words of templates/letters/``name``.txt about ``facts``.

    Raises jinja2.UndefinedError when the words need a fact that was not given, ValueError when they have no subject.
    """
    subject_of, body_of = _parts(name)
    subject, body = subject_of.render(site=site, **facts), body_of.render(site=site, **facts)
    # A name that somebody typed may stand in a subject, and a subject is one line.
    return Words(subject=" ".join(subject.split())[:200], body=body.strip() + "\n")


def as_mail(letter: Letter, *, sender: str, reply_to: str, encoding: str) -> EmailMessage:
    """The letter as it goes out, the same each time. ``encoding`` of the text: ``8bit`` or ``quoted-printable``."""
    mail = EmailMessage()
    mail["Message-ID"] = letter.message_id
    mail["Date"] = format_datetime(letter.made_at)
    mail["From"] = sender
    mail["Reply-To"] = reply_to
    mail["To"] = Address(display_name=letter.to_name, addr_spec=letter.to_address)
    mail["Subject"] = letter.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body, cte=encoding)
    mail["Content-Language"] = "en-GB"  # after the content, which takes away what was said of it before
    for file in letter.attachments:
        _attach(mail, file)
    if mail.is_multipart():
        mail.set_boundary(f"=_{letter.ref}")  # else it would be another one each time
    return mail


def _attach(mail: EmailMessage, file: Attachment) -> None:
    """Put a file in, under its media type with what that says besides: ``text/calendar; method=PUBLISH``."""
    said = EmailMessage()
    said["Content-Type"] = file.media_type
    of = said["Content-Type"]
    mail.add_attachment(
        file.content, maintype=of.maintype, subtype=of.subtype, filename=file.file_name, params=dict(of.params)
    )


def as_page(letter: Letter, *, site: Site) -> str:
    """The letter as a page to print for the post."""
    head = f"{site.name}\n{site.telephone}\n\n{wording.day(letter.made_at)}\n\n{letter.to_name}\n"
    address = f"{letter.to_address}\n" if letter.to_address else ""
    return f"{head}{address}\n{letter.subject}\n\n{letter.body}"


@cache
def _parts(name: str) -> tuple[Template, Template]:
    """The subject line of a letter and its body, compiled once for each process."""
    first, _, rest = (FOLDER / f"{name}.txt").read_text("utf-8").partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"{name}.txt must begin with {SUBJECT!r}")
    return _templates().from_string(first.removeprefix(SUBJECT)), _templates().from_string(rest)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - letters are plain text: nothing in them is markup
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(wording.FILTERS)
    return templates
