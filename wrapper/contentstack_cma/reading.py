"""Bodies of responses, read whole, but not without end."""

import httpx

LARGEST_BODY = 128 * 1024 * 1024
"""Bytes of a response after decompression. What is larger is no response of the API: a page holds 100 items."""

_ENCODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})


async def async_read(response: httpx.Response) -> httpx.Response:
    """Return a response with its body.

    Raises:
        httpx.HTTPError: It broke off, cannot be decompressed, or is too large.
    """
    try:
        if _is_bounded(response):
            await response.aread()
            return response
        chunks, size = list[bytes](), 0
        async for chunk in response.aiter_bytes():
            size = _add(chunk, chunks, size)
    except BaseException:
        await response.aclose()
        raise
    return _with_body(response, b"".join(chunks))


def sync_read(response: httpx.Response) -> httpx.Response:
    """The same for a thread."""
    try:
        if _is_bounded(response):
            response.read()
            return response
        chunks, size = list[bytes](), 0
        for chunk in response.iter_bytes():
            size = _add(chunk, chunks, size)
    except BaseException:
        response.close()
        raise
    return _with_body(response, b"".join(chunks))


def _is_bounded(response: httpx.Response) -> bool:
    """Say whether the head of a response promises a body of a bearable size."""
    length = b""
    for name, value in response.headers.raw:  # several times as fast as looking names up
        if name.lower() == b"content-encoding":
            return False
        if name.lower() == b"content-length":
            length = value
    return length.isdigit() and int(length) <= LARGEST_BODY


def _add(chunk: bytes, chunks: list[bytes], size: int) -> int:
    size += len(chunk)
    if size > LARGEST_BODY:
        raise httpx.DecodingError(f"the response has more than {LARGEST_BODY:,} bytes, decompressed")
    chunks.append(chunk)
    return size


def _with_body(response: httpx.Response, content: bytes) -> httpx.Response:
    headers = [(name, value) for name, value in response.headers.raw if name.decode().lower() not in _ENCODING_HEADERS]
    return httpx.Response(response.status_code, headers=headers, content=content, extensions=response.extensions)
