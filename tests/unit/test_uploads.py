"""Fields for files: how large one may be is said before it is sent."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from wtforms import FileField, Form, MultipleFileField
from wtforms.fields.core import UnboundField
from wtforms.meta import DefaultMeta

import marketplace
from marketplace.web.uploads import at_most


def test_every_file_field_says_how_large_a_file_may_be() -> None:
    hints = dict(_hints())
    assert len(hints) >= 9, hints
    assert [name for name, hint in hints.items() if not re.search(r"At most \d+ MB", hint)] == []


def test_how_large_is_said_in_whole_megabytes() -> None:
    assert at_most(5 * 1024 * 1024) == "At most 5 MB"


def _hints() -> Iterator[tuple[str, str]]:
    """The hint of each field that takes a file, of every form there is."""
    for found in walk_packages(marketplace.__path__, "marketplace."):
        if ".forms" in found.name:
            import_module(found.name)
    for form in _kinds_of(Form):
        for name in dir(form):
            field = getattr(form, name, None)
            if isinstance(field, UnboundField) and issubclass(field.field_class, FileField | MultipleFileField):
                drawn = field.bind(form=Form(), name=name, _meta=DefaultMeta())
                yield f"{form.__qualname__}.{name}", str(drawn.description)


def _kinds_of(form: type[Form]) -> Iterator[type[Form]]:
    for kind in form.__subclasses__():
        yield kind
        yield from _kinds_of(kind)
