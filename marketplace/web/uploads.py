"""Fields for files that somebody sends, with how large one may be. Whether it is one we take is for the services."""

from functools import cached_property
from typing import Any

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from werkzeug.datastructures import FileStorage
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace.files import LARGEST_BYTES, Upload


def at_most(size: int) -> str:
    """What the hint of every file field says: a form that is too large comes back without what was typed in it."""
    return f"At most {size // 1024 // 1024} MB"


class File(FileField):
    """A file to send, of at most ``most_bytes``, which whoever reads it sees to."""

    widget = GovFileInput()

    def __init__(self, label: str, *, most_bytes: int, description: str = "", **more: Any) -> None:
        super().__init__(label, description=f"{description} {at_most(most_bytes)}.".lstrip(), **more)


class CsvFile(File):
    """A file of rows that must be chosen; what is in it is looked at later."""

    def __init__(self, label: str, *, most_bytes: int, accept: str = ".csv,text/csv", **more: Any) -> None:
        super().__init__(label, most_bytes=most_bytes, render_kw={"accept": accept}, **more)
        self.most_bytes = most_bytes

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' own signature
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise StopValidation("Choose a file")

    @property
    def upload(self) -> Upload:
        """What was chosen. Read a byte beyond the most, so that more is seen and refused."""
        return Upload(self.data.filename or "", self.data.stream.read(self.most_bytes + 1))


class Paper(File):
    """A paper to attach: a PDF or a photo. ``needed``, where it must be there, is for the service to say."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, most_bytes=LARGEST_BYTES, description="A PDF, or a photo as JPEG or PNG.", **more)

    @cached_property
    def upload(self) -> Upload | None:
        """What was chosen; none when nothing was. Read a byte beyond the most, so that more is seen and refused."""
        sent = self.data
        if not isinstance(sent, FileStorage) or not sent.filename:
            return None
        sent.stream.seek(0)
        content = sent.stream.read(LARGEST_BYTES + 1)
        sent.close()  # a large one lies in a file of its own
        return Upload(sent.filename, content)
