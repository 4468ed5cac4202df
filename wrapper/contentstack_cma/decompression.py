"""Decompress bodies in pieces of limited size, and notice if they end early, which httpx does not."""

import zlib
from collections.abc import Iterator

import httpx

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
"""The encodings that a `Decompressor` understands."""

PIECE = 262_144
_ANY_HEADER = 32 + zlib.MAX_WBITS
_NO_HEADER = -zlib.MAX_WBITS
_HEADER_SIZE = 2


class Decompressor:
    """The decompressor of one body with an encoding of `ENCODINGS`."""

    def __init__(self) -> None:
        self._start = b""
        self._inner = zlib.decompressobj(_ANY_HEADER)
        self._has_started = False

    def decompress(self, piece: bytes) -> Iterator[bytes]:
        """Iterate over the content of a piece.

        Raises:
            httpx.DecodingError: The body is damaged.
        """
        if not self._has_started:
            piece = self._start + piece
            self._start = piece if len(piece) < _HEADER_SIZE else b""
            if self._start:
                return
            self._has_started = True
            if not _has_header(piece):
                self._inner = zlib.decompressobj(_NO_HEADER)
        while piece:
            yield from self._decompress(piece)
            piece = self._inner.unconsumed_tail or self._inner.unused_data.lstrip(b"\0")
            if self._inner.eof and piece:  # another member, as in concatenated files
                self._inner = zlib.decompressobj(_ANY_HEADER)

    def _decompress(self, piece: bytes) -> Iterator[bytes]:
        try:
            content = self._inner.decompress(piece, PIECE)
        except zlib.error as error:
            raise httpx.DecodingError(f"the compressed body is damaged ({error})") from error
        if content:
            yield content

    def finish(self) -> None:
        """Check that the body is complete.

        Raises:
            httpx.DecodingError: The body ended early.
        """
        if (self._has_started or self._start) and not self._inner.eof:
            raise httpx.DecodingError("the compressed body ended early")


def _has_header(start: bytes) -> bool:
    """Return whether a body starts as gzip or zlib does; some servers send deflate without a header."""
    is_gzip = start.startswith(b"\x1f\x8b")
    is_zlib = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:_HEADER_SIZE]) % 31 == 0
    return is_gzip or is_zlib
