"""Reads the size in pixels of a PNG, GIF, JPEG or WebP image from the first bytes of its file."""

import struct
from typing import BinaryIO

HEAD = 32
"""How many bytes contain the size, in every format except JPEG."""

MAX_SEGMENTS = 1000
"""The maximum number of segments of a JPEG to search for its size."""

JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of segments that contain the size."""

JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""The markers without a segment."""

Size = tuple[int, int]


def read_image_size(file: BinaryIO) -> Size | None:
    """Return the width and height of an image file, or None if its format is unknown or it is damaged."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _read_size(head, file)
    except (struct.error, EOFError):
        return None


def _read_size(head: bytes, file: BinaryIO) -> Size | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return struct.unpack(">II", head[16:24])
    if head.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"\xff\xd8"):
        file.seek(2)
        return _read_jpeg_size(file)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _read_webp_size(head)
    return None


def _read_jpeg_size(file: BinaryIO) -> Size | None:
    for _ in range(MAX_SEGMENTS):
        marker = _read_marker(file)
        if marker in JPEG_SIZES:
            _, _, height, width = struct.unpack(">HBHH", file.read(7))
            return width, height
        if marker not in JPEG_BARE:
            length: int = struct.unpack(">H", file.read(2))[0]
            file.seek(max(length - 2, 0), 1)
    return None


def _read_marker(file: BinaryIO) -> int:
    while (byte := file.read(1)) != b"\xff":
        if not byte:
            raise EOFError
    while (byte := file.read(1)) == b"\xff":
        pass
    if not byte:
        raise EOFError
    return byte[0]


def _read_webp_size(head: bytes) -> Size | None:
    kind = head[12:16]
    if kind == b"VP8X" and len(head) == HEAD:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits: int = struct.unpack("<I", head[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
