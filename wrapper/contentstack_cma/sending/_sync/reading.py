# Derived from _async/reading.py by generator/unasync.py: edit that, not this.
"""Read the bodies of responses, up to a maximum size."""

from typing import cast

import httpx

from ...decompression import ENCODINGS, Decompressor

LARGEST_BODY = 128 * 1024 * 1024
"""Maximum size of a response in bytes, decompressed. The API's own are smaller: a page has 100 items."""

_ENCODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def read_body(response: httpx.Response) -> httpx.Response:
    """Read the body of a response, and return the response.

    Raises:
        httpx.HTTPError: The body broke off, cannot be decompressed, or is too large.
    """
    try:
        if _is_bounded(response):
            response.read()
            return response
        chunks, size = list[bytes](), 0
        if response.headers.get("content-encoding", "").strip().lower() in ENCODINGS:
            decompressor = Decompressor()
            for piece in cast("httpx.ByteStream", response.stream):
                for chunk in decompressor.decompress(piece):
                    size = _add(chunk, chunks, size)
            decompressor.finish()
            response.close()
        else:
            for chunk in response.iter_bytes():
                size = _add(chunk, chunks, size)
    except BaseException:
        response.close()
        raise
    return _replace_body(response, b"".join(chunks))


def _is_bounded(response: httpx.Response) -> bool:
    """Return whether the headers of a response limit its size."""
    length = b""
    for name, value in response.headers.raw:  # faster than looking up names
        if name.lower() == b"content-encoding":
            return False
        if name.lower() == b"content-length":
            length = value
    return length.isdigit() and int(length) <= LARGEST_BODY


def _add(chunk: bytes, chunks: list[bytes], size: int) -> int:
    size += len(chunk)
    if size > LARGEST_BODY:
        raise httpx.DecodingError(f"the response is larger than {LARGEST_BODY:,} bytes after decompression")
    chunks.append(chunk)
    return size


def _replace_body(response: httpx.Response, content: bytes) -> httpx.Response:
    headers = [(name, value) for name, value in response.headers.raw if name.decode().lower() not in _ENCODING_HEADERS]
    return httpx.Response(response.status_code, headers=headers, content=content, extensions=response.extensions)
