"""Photographs for tests: drawn on the spot in any format, and put up as a browser does it."""

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from marketplace.db import session
from marketplace.listings.models import Photo
from marketplace.listings.showing import to_show
from tests.checked_client import CheckedClient
from tests.offering import listing
from tests.paper import send

ORIENTATION, MAKER, POSITION = 0x0112, 0x010F, 0x8825


def picture(width: int = 1000, height: int = 700, *, mode: str = "RGB", colour: str = "teal") -> Image.Image:
    """A plain picture whose left half is another colour, so that up and down can be told."""
    drawn = Image.new("RGB", (width, height), colour)
    drawn.paste("gold", (0, 0, width // 2, height // 2))
    return drawn.convert(mode)


def written(drawn: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    """The bytes of a file of that kind."""
    file = io.BytesIO()
    drawn.save(file, kind, **more)
    return file.getvalue()


def jpeg(colour: str = "teal", **more: Any) -> bytes:
    """A good photo; another colour is another photo."""
    return written(picture(480, 360, colour=colour), **more)


def carrying_secrets() -> bytes:
    """A JPEG on its side that says who took it, where, and more."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Camera"
    exif.get_ifd(POSITION).update({1: "N", 2: (55.0, 46.0, 40.0)})
    return written(picture(), exif=exif, comment=b"Secret words", xmp=b"<x:xmpmeta>Secret place</x:xmpmeta>")


def send_photos(client: CheckedClient, ref: str, files: Sequence[tuple[str, bytes]], **more: Any) -> TestResponse:
    """Send photos of a listing together, each with the name that a telephone gives it."""
    sent = {"photos": [(io.BytesIO(content), name) for name, content in files]}
    return client.post(f"/offers/{ref}/photos", data=sent, content_type="multipart/form-data", **more)


def photo_refs(ref: str) -> list[str]:
    """The photos of a listing, in order."""
    return [photo.ref for photo in listing(ref).photos]


def put_up(client: CheckedClient, ref: str, words: str, *, proves: Sequence[str] = (), colour: str = "teal") -> str:
    """One photo with its words; its reference."""
    assert send_photos(client, ref, [("IMG_1.jpg", jpeg(colour))]).status_code == 303
    photo = photo_refs(ref)[-1]
    answers = {"words": words, **({"proves": list(proves)} if proves else {})}
    assert send(client, f"/offers/{ref}/photos/{photo}", answers).status_code == 303
    session.rollback()
    return photo


def show_what_is_stated(client: CheckedClient, ref: str) -> None:
    """One photo that proves every key fact that wants one; none when none does."""
    if wanted := to_show(listing(ref)):
        put_up(client, ref, "A tape measure in the picture", proves=[kind.id for kind in wanted])


def kept(photo_ref: str) -> Photo:
    """The photo as it is now."""
    session.rollback()
    session.expire_all()
    return session.query(Photo).filter_by(ref=photo_ref).one()
