"""The size of images, read from headers made here byte by byte."""

import io
import struct

import pytest

from contentstack_cma_emulator.rules.image_size import read_image_size

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 640, 360, 8, 6, 0, 0, 0)
GIF = b"GIF89a" + struct.pack("<HHBBB", 12, 34, 0, 0, 0)
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (799).to_bytes(3, "little") + (599).to_bytes(3, "little")
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 99 | 49 << 14)
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 320, 240 | 0x4000)


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg(frame: int = 0xC0) -> bytes:
    """A JPEG whose size comes after a thumbnail that has a size of its own, a table and fill bytes."""
    thumbnail = segment(0xE1, b"Exif\0\0\xff\xd8" + segment(0xC0, struct.pack(">BHH", 8, 1, 1)))
    size = segment(frame, struct.pack(">BHHB", 8, 480, 720, 3))
    return b"\xff\xd8" + thumbnail + segment(0xC4, b"\0" * 20) + b"\xff\xff" + b"\xff\x01" + size


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (PNG, (640, 360)),
        (GIF, (12, 34)),
        (GIF.replace(b"89a", b"87a"), (12, 34)),
        (WEBP_EXTENDED, (800, 600)),
        (WEBP_LOSSLESS, (100, 50)),
        (WEBP_LOSSY, (320, 240)),
        (jpeg(), (720, 480)),
        (jpeg(0xC2), (720, 480)),
    ],
)
def test_the_size_is_read_from_the_header(content: bytes, size: tuple[int, int]) -> None:
    assert read_image_size(io.BytesIO(content + b"\0" * 50)) == size


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just text",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='3'/>",
        PNG[:18],
        GIF[:8],
        WEBP_EXTENDED[:16],
        jpeg()[:40],
        jpeg()[:-6],
        b"\xff\xd8" + b"\xff\xe0\0\x02" * 2000,
        b"\xff\xd8\xff",
    ],
)
def test_no_size_is_read_from_damaged_or_other_files(content: bytes) -> None:
    assert read_image_size(io.BytesIO(content)) is None
