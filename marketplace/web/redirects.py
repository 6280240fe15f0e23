"""Where a reader goes next, when the address they came with says so: a page of this site and of no other."""

from urllib.parse import urlsplit

LONGEST_PATH = 500


def own_path(text: str | None) -> str | None:
    r"""``text`` when it is a path of this site such as ``/listings?near=Duns``; None for anything else.

    Browsers read a backslash as a slash and drop tabs and line ends, so ``/\evil.example`` leaves the site as well.
    """
    if not text or len(text) > LONGEST_PATH or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(letter) < 33 or ord(letter) == 127 for letter in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if not parts.scheme and not parts.netloc else None
