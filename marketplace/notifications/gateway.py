"""Where letters go: an SMTP server, or a folder to be read. The only module that speaks SMTP.

A folder has each letter exactly once, however often it is put there: its file is named by the letter and appears
whole. An SMTP server may be given a letter twice, when the worker dies between sending and writing that down; the
Message-ID is then the same, by which mailboxes know it for one.
"""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from marketplace.errors import OutsideFailure

SECONDS_TO_ANSWER = 30
PORTS = {"smtp": 25, "smtps": 465}


class NotTaken(OutsideFailure):
    """The mail server did not take the letter."""


@dataclass(frozen=True)
class Folder:
    """Letters as files for a person to open."""

    path: Path

    def put(self, name: str, content: bytes) -> None:
        """Have ``content`` in the file ``name``, whole or not at all; again is harmless."""
        self.path.mkdir(parents=True, exist_ok=True)
        aside = self.path / f".{name}.{os.getpid()}"
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.path / name)


@dataclass(frozen=True)
class SmtpServer:
    """The operator's mail server: ``smtp://name:password@host:587``. TLS is used wherever the server offers it."""

    url: str

    def send(self, mail: EmailMessage) -> None:
        """Hand ``mail`` over. Raises NotTaken."""
        try:
            with self._connect() as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=SECONDS_TO_ANSWER, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS_TO_ANSWER)
        try:
            self._greet(server, is_secret=parts.scheme == "smtps")
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, *, is_secret: bool) -> None:
        """Turn to TLS if it is to be had, then sign in; a password is never sent in the clear."""
        parts = urlsplit(self.url)
        server.ehlo()
        if not is_secret and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            is_secret = True
        if not parts.username:
            return
        if not is_secret:
            raise NotTaken("The mail server offers no TLS, and a password is not sent without it")
        server.login(unquote(parts.username), unquote(parts.password or ""))
