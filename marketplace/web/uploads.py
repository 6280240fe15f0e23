"""A field for a paper that somebody attaches. Whether the paper is one we take is for ``files``."""

from functools import cached_property
from typing import Any

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from werkzeug.datastructures import FileStorage

from marketplace.files import LARGEST_BYTES, Upload


class Paper(FileField):
    """A paper to attach: a PDF or a photo. ``needed``, where it must be there, is for the service to say."""

    widget = GovFileInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **({"description": "A PDF, or a photo as JPEG or PNG. At most 5 MB."} | more))

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
