"""The state of a download, and the checks of its responses. No I/O."""

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING

import httpx

from .decompression import ENCODINGS, Decompressor

if TYPE_CHECKING:
    from contentstack_cma_client.models import Asset

CHUNK_SIZE = 262_144
"""Bytes per chunk of a download that is written to a file."""

_OK = frozenset({200, 203})
_PARTIAL = 206
UNSATISFIABLE = 416
_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19}|\*)")
_NO_RANGE = re.compile(r"bytes \*/(\d{1,19})")
_SIZE = re.compile(r"\d{1,19}", re.ASCII)


class Verdict(Enum):
    """What to do with a response to a request for the rest of a file."""

    CONTINUE = "it contains the missing bytes"
    START_OVER = "it contains the whole file: drop what has arrived"
    REQUEST_AGAIN = "the file has changed: drop what has arrived, and request the whole file"
    COMPLETE = "the whole file had already arrived"


class Transfer:
    """One download, over all its responses.

    Attributes:
        delivered: Number of bytes handed out since the last start.
    """

    def __init__(self, chunk_size: int, file_size: int | None) -> None:
        """Start with nothing.

        Args:
            chunk_size: Bytes per chunk to hand out.
            file_size: Size of the file according to the API; None if it says nothing about this download.
        """
        self._chunk_size = chunk_size
        self._file_size = file_size
        self.restart()

    def restart(self) -> None:
        """Forget what has arrived."""
        self.delivered: int = 0
        self._received = 0
        self._skipped = 0
        self._total: int | None = None
        self._validator: str | None = None
        self._encoding = ""
        self._decompressor: Decompressor | None = None
        self._buffer = bytearray()
        self._is_damaged = False

    @property
    def size(self) -> int | None:
        """The size of the file, if it is known."""
        return self._file_size if self._total is None or self._encoding else self._total

    @property
    def can_resume(self) -> bool:
        """Whether the rest can be requested: the server says how to notice that the file has changed."""
        return self._validator is not None and not self._is_damaged

    def build_headers(self) -> dict[str, str]:
        """Return the headers of the next request."""
        if not self._received or self._validator is None:
            return {}
        return {"range": f"bytes={self._received}-", "if-range": self._validator}

    def judge(self, status: int, headers: Mapping[str, str]) -> Verdict:
        """Check the head of a response, and return what to do with it.

        Raises:
            httpx.DecodingError: It is a success, but cannot be the requested content.
        """
        if not self._received:
            self._begin(status, headers)
            return Verdict.CONTINUE
        if status == UNSATISFIABLE:
            end = _NO_RANGE.fullmatch(headers.get("content-range", ""))
            is_complete = self._total is None and end is not None and int(end[1]) == self._received
            return Verdict.COMPLETE if is_complete else Verdict.REQUEST_AGAIN
        if status == _PARTIAL:
            return self._judge_rest(headers)
        if self._is_same_file(headers):
            self._skipped = self._received  # the server does not support ranges
            return Verdict.CONTINUE
        return Verdict.START_OVER

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        if status not in _OK:
            what = "a part of the file was not requested" if status == _PARTIAL else "the file has no content"
            raise httpx.DecodingError(f"unexpected status {status}: {what}")
        self._encoding = _find_encoding(headers)
        self._decompressor = Decompressor() if self._encoding else None
        self._validator = find_validator(headers)
        self._total = _find_length(headers)

    def _judge_rest(self, headers: Mapping[str, str]) -> Verdict:
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        if found is None or int(found[1]) != self._received or int(found[2]) < self._received:
            self._is_damaged = True
            text = headers.get("content-range", "nothing")
            raise httpx.DecodingError(f"expected the bytes from {self._received} on, but got {text}")
        total = None if found[3] == "*" else int(found[3])
        is_other = self._total is not None and total is not None and total != self._total
        if is_other or not self._is_same_file(headers, default=True):
            return Verdict.REQUEST_AGAIN
        self._total = self._total if total is None else total
        return Verdict.CONTINUE

    def _is_same_file(self, headers: Mapping[str, str], *, default: bool = False) -> bool:
        own = find_validator(headers)
        is_same = default if own is None else own == self._validator
        return is_same and headers.get("content-encoding", self._encoding) == self._encoding

    def receive(self, piece: bytes) -> Iterator[bytes]:
        """Take bytes of a response, and iterate over the chunks that are complete.

        Raises:
            httpx.DecodingError: The content is damaged.
            httpx.RemoteProtocolError: There are more bytes than announced.
        """
        if self._skipped:
            dropped = min(self._skipped, len(piece))
            self._skipped -= dropped
            piece = piece[dropped:]
        self._received += len(piece)
        if self._total is not None and self._received > self._total:
            self._is_damaged = True
            raise httpx.RemoteProtocolError(f"got {self._received:,} bytes instead of {self._total:,}")
        if self._decompressor is None:
            yield from self._add(piece)
            return
        try:
            for content in self._decompressor.decompress(piece):
                yield from self._add(content)
        except httpx.DecodingError:
            self._is_damaged = True
            raise

    def _add(self, content: bytes) -> Iterator[bytes]:
        self._buffer += content
        while len(self._buffer) >= self._chunk_size:
            with memoryview(self._buffer) as view:
                chunk = bytes(view[: self._chunk_size])
            del self._buffer[: self._chunk_size]
            self.delivered += len(chunk)
            yield chunk

    def finish(self) -> Iterator[bytes]:
        """Check that the whole file has arrived, and iterate over the last chunk, if there is one.

        Raises:
            httpx.DecodingError: The content is damaged.
            httpx.RemoteProtocolError: The response ended early.
        """
        expected = self._find_expected_size()
        if expected is not None and self._received < expected:
            raise httpx.RemoteProtocolError(f"the response ended after {self._received:,} of {expected:,} bytes")
        if self._decompressor is not None:
            self._is_damaged = True  # unless it is complete
            self._decompressor.finish()
        if self._buffer:
            chunk = bytes(self._buffer)
            self._buffer.clear()
            self.delivered += len(chunk)
            yield chunk

    def _find_expected_size(self) -> int | None:
        """Return the expected number of bytes: the announced one, else that of the API, unless it is compressed."""
        return self._total or (None if self._encoding else self._file_size)


def check_download(asset: object, chunk_size: object) -> None:
    """Check the arguments of a download.

    Raises:
        TypeError: An argument is of another type.
        ValueError: `chunk_size` is less than 1.
    """
    if not isinstance(asset, str) and not hasattr(asset, "url"):
        raise TypeError(f"asset must be an Asset or its uid, not {type(asset).__name__}")
    if not isinstance(chunk_size, int) or isinstance(chunk_size, bool):
        raise TypeError(f"chunk_size must be an integer, not {chunk_size!r}")
    if chunk_size < 1:
        raise ValueError(f"chunk_size must be at least 1, not {chunk_size}")


def find_file_size(asset: "Asset") -> int | None:
    """Return the size of the file of an asset; None if its URL may transform it."""
    size, url = str(getattr(asset, "file_size", None)), str(asset.url)
    return int(size) if _SIZE.fullmatch(size) and "?" not in url else None


def _find_encoding(headers: Mapping[str, str]) -> str:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return ""
    if encoding not in ENCODINGS:
        raise httpx.DecodingError(f"the content has the encoding {encoding!r}, which was not requested")
    return encoding


def _find_length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if _SIZE.fullmatch(length) and "transfer-encoding" not in headers else None


def find_validator(headers: Mapping[str, str]) -> str | None:
    """Return what identifies the exact content of a file: a strong `ETag`, else an old enough `Last-Modified`."""
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        return etag
    modified = headers.get("last-modified")
    return modified if modified and _is_strong(modified, headers.get("date")) else None


def _is_strong(modified: str, date: str | None) -> bool:
    """Return whether a file was not changed in the second of the response, in which it could change once more."""
    try:
        changed = parsedate_to_datetime(modified)
        return date is None or (parsedate_to_datetime(date) - changed).total_seconds() >= 1
    except (ValueError, TypeError, OverflowError):
        return False
