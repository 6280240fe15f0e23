"""What is made of a photograph that somebody sends: told by its content, turned upright, made small, stripped.

Nothing of the file that came is kept but its colours. It is drawn anew in each size, so position, camera, times and
whatever else was hidden in it are gone, and what is not a picture through and through never comes out again.
Only this module knows Pillow. It knows no tables and no listing.
"""

import hashlib
import io
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageFile, ImageOps

LARGEST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What one photograph may unfold to in memory: told from its first bytes, before anything is unfolded."""

LEAST_SIDE = 300
SIDES = (400, 800, 1600)
"""The longest side of each size that is made; a photograph is never made larger than it came."""

_PLAIN_SIDE = 800
_WEBP = {"format": "WEBP", "quality": 78, "method": 4}
_JPEG = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
_KINDS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, struct.error)
"""What Pillow raises for a file that is not what its first bytes say, by format and by the place of the fault."""

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NoPhotograph(Exception):
    """It cannot be taken. ``why`` says what is wrong with it and what to do instead; the name goes before it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Size:
    """One picture as it is served. ``name`` is its file's name in an address: "800.webp"."""

    name: str
    media_type: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Photograph:
    """What was made of one file: WebP in each size, and one JPEG for what reads no WebP.

    ``digest`` is of the file that came, so that the same one is known again.
    """

    digest: str
    sizes: tuple[Size, ...]


def make(content: bytes) -> Photograph:
    """Every size of the photograph in ``content``. Raises NoPhotograph."""
    _refuse_other_kinds(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upright = _upright(content)
    except _BOMBS as bomb:
        raise NoPhotograph(_TOO_MANY_PIXELS) from bomb
    except _BROKEN as broken:
        raise NoPhotograph("It is broken, or only part of it came. Take it again, or send it once more") from broken
    return Photograph(hashlib.sha256(content).hexdigest(), tuple(_sizes(upright)))


_TOO_MANY_PIXELS = f"It has too many pixels. The most is {MOST_PIXELS // 1_000_000} million. Send it smaller"
_TAKEN = "Choose a photo as JPEG, PNG or WebP"


def _refuse_other_kinds(content: bytes) -> None:
    """By what the file holds; its name and what the sender calls it count for nothing."""
    if not content:
        raise NoPhotograph("It is empty. Choose another one")
    if len(content) > LARGEST_BYTES:
        raise NoPhotograph(f"It is too large. The most is {LARGEST_BYTES // 1024 // 1024} MB. Send it smaller")
    if content[4:8] == b"ftyp":
        raise NoPhotograph(f"It is a HEIC photo or a film, which many computers cannot show. {_TAKEN}")
    if content.startswith(b"GIF8"):
        raise NoPhotograph(f"It is a GIF, a moving picture. {_TAKEN}")
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    if not is_webp and not content.startswith(_KINDS):
        raise NoPhotograph(f"It is not a photo, whatever its name says. {_TAKEN}")


def _upright(content: bytes) -> Image.Image:
    """The picture as it is looked at, in the colours of the web, no larger than the largest size."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as came:
        if came.width * came.height > MOST_PIXELS:
            raise NoPhotograph(_TOO_MANY_PIXELS)
        if min(came.size) < LEAST_SIDE:
            raise NoPhotograph(f"It is too small to see anything. It needs {LEAST_SIDE} pixels or more each way")
        if getattr(came, "is_animated", False):
            raise NoPhotograph(f"It is a moving picture. {_TAKEN}")
        came.draft("RGB", (SIDES[-1], SIDES[-1]))  # a JPEG is unfolded no larger than is wanted
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process, once it is loaded
        came.load()
        small = _with_shades(came)
    small.thumbnail((SIDES[-1], SIDES[-1]))  # before all else: what follows would hold the large one several times
    turned = ImageOps.exif_transpose(small)
    return _in_plain_colours(turned, turned.info.get("icc_profile"))


def _with_shades(came: Image.Image) -> Image.Image:
    """The picture in a mode that can be made smaller smoothly.

    Grey of 16 bits is brought down by dividing: converted, all that is not black would be white.
    """
    if came.mode.startswith("I"):
        return came.convert("I").point(lambda value: value / 256).convert("L")
    return came.convert("RGBA") if came.mode in {"1", "P", "PA", "LA"} else came


def _in_plain_colours(came: Image.Image, profile: object) -> Image.Image:
    """Red, green and blue of the web, whatever colours it came in; what is see-through is seen on white."""
    if came.mode == "RGBA":
        white = Image.new("RGBA", came.size, "white")
        white.alpha_composite(came)
        came = white.convert("RGB")
    if isinstance(profile, bytes) and came.mode in {"RGB", "CMYK", "L"}:
        came = _as_the_profile_says(came, profile)
    return came.convert("RGB")


def _as_the_profile_says(came: Image.Image, profile: bytes) -> Image.Image:
    """The colours as the camera meant them; as they stand, when its profile cannot be read."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(came, theirs, ours, outputMode="RGB") or came
    except (ImageCms.PyCMSError, *_BROKEN):
        return came


def _sizes(upright: Image.Image) -> Iterator[Size]:
    longest = max(upright.size)
    for side in SIDES:
        small = ImageOps.contain(upright, (side, side)) if side < longest else upright
        yield _size(f"{side}.webp", "image/webp", small, _WEBP)
        if side == _PLAIN_SIDE:
            yield _size(f"{side}.jpg", "image/jpeg", small, _JPEG)


def _size(name: str, media_type: str, picture: Image.Image, manner: dict[str, object]) -> Size:
    bare = Image.new("RGB", picture.size)  # what came with the picture stays behind with it
    bare.paste(picture)
    written = io.BytesIO()
    bare.save(written, **manner)  # type: ignore[arg-type]
    return Size(name, media_type, picture.width, picture.height, written.getvalue())
