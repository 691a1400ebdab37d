"""Photos are drawn anew: what is kept shows the same, and tells nothing else."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from gis.errors import ParameterError
from gis.workflow.pictures import PIXELS, SIDE, Picture, drawn_anew, redraw

RED, BLUE = (250, 10, 10), (10, 10, 250)
GPS, MAKER, ORIENTATION, ARTIST = 0x8825, 0x010F, 0x0112, 0x013B
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>30,37.1N</exif:GPSLatitude></x:xmpmeta>'
)


def photo(orientation: int = 1, size: tuple[int, int] = (400, 200), **more: Any) -> bytes:
    """Left half red, right half blue, with all that a camera may note."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER], exif[ARTIST] = orientation, "CamMaker", "Somebody"
    exif.get_ifd(GPS)[2] = (30.0, 37.0, 6.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, xmp=XMP, comment=b"my garden", quality=95, **more)
    return out.getvalue()


def read(drawn: Picture) -> Image.Image:
    return Image.open(io.BytesIO(drawn.image))


def near(point: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(point, colour, strict=True))


def test_nothing_that_the_camera_noted_is_kept() -> None:
    given = photo(icc_profile=b"profile of somebody")
    assert b"CamMaker" in given
    assert b"GPSLatitude" in given

    kept = read(redraw(given))

    assert kept.format == "JPEG"
    assert not kept.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(kept.info)
    for word in (b"CamMaker", b"Somebody", b"GPS", b"garden", b"Exif", b"xmp", b"profile"):
        assert word not in redraw(given).image


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (400, 200), (10, 100)), (2, (400, 200), (390, 100)), (3, (400, 200), (390, 100)),
     (4, (400, 200), (10, 100)), (5, (200, 400), (100, 10)), (6, (200, 400), (100, 10)),
     (7, (200, 400), (100, 390)), (8, (200, 400), (100, 390)), (77, (400, 200), (10, 100))],
)  # fmt: skip
def test_a_photo_is_turned_upright(
    orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    drawn = drawn_anew(photo(orientation))
    assert drawn is not None
    kept = read(drawn).convert("RGB")

    assert (drawn.width, drawn.height) == kept.size == size
    assert near(kept.getpixel(red), RED)
    assert near(kept.getpixel((size[0] - 1 - red[0], size[1] - 1 - red[1])), BLUE)


def test_a_large_photo_is_kept_small_and_a_small_one_as_it_is() -> None:
    large, small = redraw(photo(size=(5000, 3000))), redraw(photo(size=(40, 30)))

    assert (large.width, large.height) == (SIDE, 960)
    assert len(large.image) < 200_000
    assert (small.width, small.height) == (40, 30)


def test_what_is_transparent_becomes_white_and_texts_of_png_go() -> None:
    picture = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    picture.paste((*RED, 255), (0, 0, 30, 60))
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Somebody")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=told)

    drawn = redraw(out.getvalue())

    assert near(read(drawn).getpixel((5, 30)), RED)
    assert near(read(drawn).getpixel((55, 30)), (255, 255, 255))
    assert b"Somebody" not in drawn.image


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
def test_other_formats_are_refused(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, kind)

    with pytest.raises(ParameterError, match="JPEG"):
        redraw(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", photo()[:900], b"\x89PNG\r\n\x1a\n" + bytes(50),
     b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ParameterError):
        redraw(data)


def test_what_is_hidden_behind_a_picture_is_not_kept() -> None:
    assert b"<script>" not in redraw(photo() + b"<script>alert(1)</script>").image


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data, 9))
            + chunk(b"IEND", b""))  # fmt: skip


def test_a_bomb_is_refused_before_it_is_read() -> None:
    bomb = png(60_000, 60_000, bytes(20_000_000))
    assert len(bomb) < 30_000
    began = time.monotonic()

    with pytest.raises(ParameterError):
        redraw(bomb)
    assert time.monotonic() - began < 5


def test_the_largest_picture_that_is_taken_can_be_drawn() -> None:
    side = int(PIXELS**0.5)
    rows = (b"\x00" + bytes((200, 30, 30, 255)) * side) * side

    drawn = redraw(png(side, side, rows))

    assert (drawn.width, drawn.height) == (SIDE, SIDE)
