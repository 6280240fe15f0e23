"""Pages that decide have a second form in easy words with pictures, for readers who asked for it."""

from flask import g


def easily(template: str) -> str:
    """The easy form of a page, ``booking/easy/agree.html`` for ``booking/agree.html``, where the reader wants it."""
    if not getattr(g.reader, "reads_easily", False):
        return template
    folder, _, name = template.rpartition("/")
    return f"{folder}/easy/{name}"
