"""What is made of a photograph: told by its content, upright, in the right colours, without what was hidden in it."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageFile

from marketplace import photographs
from marketplace.photographs import NoPhotograph, make
from tests.photos import carrying_secrets, jpeg, picture, written


def opened(content: bytes, name: str = "800.webp") -> Image.Image:
    """What is served of a file."""
    return Image.open(io.BytesIO(next(size.content for size in make(content).sizes if size.name == name)))


def colour(content: bytes, at: tuple[float, float]) -> tuple[int, ...]:
    """The colour of what is served, at a share of its width and height."""
    shown = opened(content, "800.jpg").convert("RGB")
    pixel = shown.getpixel((int(shown.width * at[0]), int(shown.height * at[1])))
    assert isinstance(pixel, tuple)
    return pixel


def is_like(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 16 for a, b in zip(one, other, strict=True))


TEAL, GOLD, WHITE = (0, 128, 128), (255, 215, 0), (255, 255, 255)


def test_a_photo_is_made_in_three_sizes_and_one_for_old_browsers() -> None:
    made = make(written(picture(4000, 2800)))
    assert [(size.name, size.width, size.height) for size in made.sizes] == [
        ("400.webp", 400, 280),
        ("800.webp", 800, 560),
        ("800.jpg", 800, 560),
        ("1600.webp", 1600, 1120),
    ]
    assert [Image.open(io.BytesIO(size.content)).format for size in made.sizes] == ["WEBP", "WEBP", "JPEG", "WEBP"]


def test_a_photo_is_never_made_larger_than_it_came() -> None:
    assert {(size.width, size.height) for size in make(written(picture(360, 300))).sizes} == {(360, 300)}


def test_position_camera_and_all_that_was_hidden_are_gone_from_every_size() -> None:
    came = carrying_secrets()
    assert b"Secret" in came
    for size in make(came).sizes:
        shown = Image.open(io.BytesIO(size.content))
        assert b"Secret" not in size.content
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)


def test_a_photo_taken_on_its_side_is_turned_upright_first() -> None:
    content = carrying_secrets()
    assert opened(content).size == (560, 800)
    assert is_like(colour(content, (0.9, 0.1)), GOLD)
    assert is_like(colour(content, (0.1, 0.1)), TEAL)


@pytest.mark.parametrize(
    "content",
    [
        jpeg(),
        written(picture(), "PNG"),
        written(picture(), "WEBP", lossless=True),
        written(picture(mode="P"), "PNG"),
        written(picture(mode="CMYK"), "JPEG"),
        written(picture(mode="RGBA"), "PNG"),
    ],
    ids=["jpeg", "png", "webp", "palette", "cmyk", "see-through"],
)
def test_every_sort_of_colour_comes_out_as_it_is_seen(content: bytes) -> None:
    assert is_like(colour(content, (0.1, 0.1)), GOLD)
    assert is_like(colour(content, (0.9, 0.9)), TEAL)


def test_what_is_see_through_is_seen_on_white() -> None:
    content = written(Image.new("RGBA", (500, 500), (0, 0, 0, 0)), "PNG")
    assert is_like(colour(content, (0.5, 0.5)), WHITE)


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    grey = Image.new("I;16", (500, 500), 32768)
    assert is_like(colour(written(grey, "PNG"), (0.5, 0.5)), (128, 128, 128))


def test_colours_are_as_the_cameras_profile_means_them_and_a_broken_profile_stands_in_nobodys_way() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"no profile at all"):
        assert is_like(colour(jpeg(icc_profile=icc), (0.9, 0.9)), TEAL)


def animated() -> bytes:
    frames = [picture(400, 400), picture(400, 400, colour="navy")]
    return written(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "It is empty"),
        (b"%PDF-1.7\n%%EOF", "It is not a photo, whatever its name says"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "It is not a photo"),
        (b"MZ\x90\x00", "It is not a photo"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "It is not a photo"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "It is a HEIC photo"),
        (written(picture(400, 400), "GIF"), "It is a GIF"),
        (animated(), "It is a moving picture"),
        (jpeg()[:1500], "It is broken, or only part of it came"),
        (b"\xff\xd8\xff" + b"\0" * 200, "It is broken"),
        (b"\xff\xd8\xff\xe0" + b"%PDF-1.7" * 40, "It is broken"),
        (written(picture(), "PNG")[:-400], "It is broken"),
        (bomb(12_000, 5_000), "It has too many pixels. The most is 50 million"),
        (bomb(12_000, 9_000), "It has too many pixels"),
        (bomb(60_000, 60_000), "It has too many pixels"),
        (jpeg() + b"\0" * photographs.LARGEST_BYTES, "It is too large. The most is 8 MB"),
        (written(picture(2000, 120)), "It is too small"),
    ],
)
def test_what_is_no_good_photo_is_refused_and_it_is_said_why(content: bytes, why: str) -> None:
    with pytest.raises(NoPhotograph) as refused:
        make(content)
    assert refused.value.why.startswith(why)


def test_a_file_that_is_a_picture_and_a_program_at_once_comes_out_as_a_picture_alone() -> None:
    for size in make(jpeg() + b"<script>alert(1)</script>PK\x03\x04").sizes:
        assert b"script" not in size.content
        assert b"PK\x03\x04" not in size.content


def test_half_a_photo_is_refused_in_a_process_that_has_drawn_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # what loading WeasyPrint does
    with pytest.raises(NoPhotograph, match="only part of it came"):
        make(jpeg()[:1500])
