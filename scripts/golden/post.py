"""Letters as their readers find them: e-mails in the mail folder, pages to print in the post folder."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from scripts.golden.site import Site

SECONDS_TO_SEND = 30
BESIDE = "We cannot read your calendar"
"""Nobody answers at the address of one calendar of the demo: half an hour after it began, whose it is has a letter."""


@dataclass(frozen=True)
class Letter:
    """One letter: to whom (an e-mail address; by post a name), what it is about, what it says, what goes with it."""

    to: str
    subject: str
    words: str
    files: tuple[str, ...] = ()


@dataclass
class Post:
    """What has come since one last looked."""

    site: Site
    _seen: set[Path] = field(default_factory=set)

    def opened(self, wanted: int) -> list[Letter]:
        """The letters that came since the last look, once the worker has sent ``wanted`` of them, or time is over."""
        last = time.monotonic() + SECONDS_TO_SEND
        while len(self._new()) < wanted and time.monotonic() < last:
            time.sleep(0.05)
        return self._open(self._new())

    def rest(self) -> list[Letter]:
        """What came since the last look, once nothing is owed any more."""
        self.site.finish_work()
        return self._open(self._new())

    def _open(self, files: Iterable[Path]) -> list[Letter]:
        files = list(files)
        self._seen.update(files)
        return [_email(file) if file.suffix == ".eml" else _page(file) for file in files]

    def _new(self) -> list[Path]:
        folders = (self.site.instance / "mail", self.site.instance / "post")
        every = (file for folder in folders for file in folder.glob("[!.]*"))
        new = sorted((file for file in every if file not in self._seen), key=lambda file: file.name)
        self._seen.update(file for file in new if file.suffix == ".eml" and _email(file).subject.startswith(BESIDE))
        return [file for file in new if file not in self._seen]


def _email(file: Path) -> Letter:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    words = str(body.get_content()) if body else ""
    files = tuple(part.get_filename() or "" for part in mail.iter_attachments())
    return Letter(mail["To"].addresses[0].addr_spec, str(mail["Subject"]).strip(), words, files)


def _page(file: Path) -> Letter:
    """A page to print: who sends it, the day, its reader, what it is about, what it says, each after an empty line."""
    _, _, reader, subject, words = file.read_text("utf-8").split("\n\n", 4)
    return Letter(reader.splitlines()[0], subject, words)
