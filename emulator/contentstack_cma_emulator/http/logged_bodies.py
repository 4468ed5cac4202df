"""Bodies of requests and responses in the request log: the first bytes are kept, all of them are counted."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.http.masking import mask_form, mask_json, mask_parameter

MAX_KEPT = 64 * 1024
"""Bytes of a body that are kept."""

TEXTUAL = re.compile(r"text/|.*[/+](json|xml|javascript|yaml|x-www-form-urlencoded)$|multipart/form-data$|$")
"""Media types that are shown as text. A body without a type is text if it is UTF-8."""

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Capture:
    """Collects a body while it passes. `size` counts every byte, `pieces` hold the first ones."""

    pieces: list[bytes] = field(default_factory=list[bytes])
    size: int = 0
    kept: int = 0
    is_complete: bool = False

    def add(self, piece: bytes) -> int:
        """Take a piece of the body; return how many more bytes are kept now."""
        self.size += len(piece)
        room = MAX_KEPT - self.kept
        if not piece or room <= 0:
            return 0
        part = piece if len(piece) <= room else piece[:room]
        self.pieces.append(bytes(part))
        self.kept += len(part)
        return len(part)

    def discard(self) -> int:
        """Drop what is kept; return how many bytes that were. The size stays known."""
        freed, self.kept = self.kept, 0
        self.pieces.clear()
        return freed


@dataclass(frozen=True, slots=True)
class LoggedBody:
    """The body of a request or a response.

    Attributes:
        content_type: The Content-Type header, empty if there was none.
        size: How many bytes passed, kept or not.
        is_complete: Whether the whole body passed. False if the request was answered before it was read.
        content: The first bytes, up to 64 KB. Empty if an older request gave up its body for newer ones.
        has_secrets: Whether `text` and `json` show credentials. `content` always holds them.
    """

    content_type: str
    size: int
    is_complete: bool
    content: bytes = field(default=b"", repr=False)
    has_secrets: bool = False

    @property
    def is_truncated(self) -> bool:
        """Whether fewer bytes are kept than passed."""
        return len(self.content) < self.size

    @property
    def text(self) -> str | None:
        """The kept part as text, with credentials masked; None for binary content."""
        media = self.content_type.partition(";")[0].strip().lower()
        if not TEXTUAL.match(media):
            return None
        if media == MULTIPART:
            return describe_parts(self.content, self.content_type, plain if self.has_secrets else mask_parameter)
        text = decode(self.content, is_cut=self.is_truncated)
        if text is None or self.has_secrets:
            return text
        return mask_form(text) if media == URLENCODED else mask_json(text)

    @property
    def json(self) -> Any:
        """The body as decoded JSON, with credentials masked; None if it is no JSON or not kept as a whole."""
        text = None if self.is_truncated else self.text
        try:
            return None if text is None else json.loads(text)
        except (ValueError, RecursionError):
            return None


def decode(content: bytes, *, is_cut: bool) -> str | None:
    """Return UTF-8 as text, or None if it is none. A character that is cut off at the end is dropped.

    Text has no null bytes: UTF-16 has, and would show letter by letter what is to be masked.
    """
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        if is_cut and error.start >= len(content) - 3:
            return content[: error.start].decode()
        return None


def describe_parts(content: bytes, content_type: str, show: Callable[[str, str], str]) -> str:
    """Return a line for each part of a multipart body: its name, and its text, or the name and type of its file.

    `show` turns the name and the text of a part into what is shown of it.
    """
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        return ""
    parts = content.split(b"--" + found[1].encode())[1:]
    lines = (_describe_part(part, show) for part in parts if not part.startswith(b"--"))
    return "\n".join(lines)


def plain(_name: str, text: str) -> str:
    """Return the text of a part of a form."""
    return text


def _describe_part(part: bytes, show: Callable[[str, str], str]) -> str:
    head, _, body = part.partition(b"\r\n\r\n")
    headers = head.decode("utf-8", "replace")
    name, filename = (re.search(rf'[;\s]{key}="?([^";\r\n]*)', headers) for key in ("name", "filename"))
    media = re.search(r"content-type:\s*(\S+)", headers, re.IGNORECASE)
    label = name[1] if name else "(no name)"
    if filename:
        return f"{label}: file {filename[1]!r}{f', {media[1]}' if media else ''}"
    text = decode(body.removesuffix(b"\r\n"), is_cut=True)
    return f"{label}: {'binary content' if text is None else show(label, text)}"
