"""Request and response bodies in the request log. Only the first bytes are kept."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.http.masking import mask_form, mask_json, mask_parameter

TEXTUAL = re.compile(r"text/|.*[/+](json|xml|javascript|yaml|x-www-form-urlencoded)$|multipart/form-data$|$")
"""Media types that are shown as text. A body without a type is shown as text if it is UTF-8."""

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class LoggedBody:
    """The body of a request or a response.

    Attributes:
        content_type: The Content-Type header, empty if there was none.
        size: Size of the body in bytes, whether kept or not.
        is_complete: Whether the whole body was transferred. False if the response was sent before it was read.
        content: The first bytes, up to 64 KB. Empty if the body was dropped to make room for newer requests.
        has_secrets: Whether `text` and `json` show credentials. `content` always contains them.
    """

    content_type: str
    size: int
    is_complete: bool
    content: bytes = field(default=b"", repr=False)
    has_secrets: bool = False

    @property
    def is_truncated(self) -> bool:
        """Whether only a part of the body is kept."""
        return len(self.content) < self.size

    @property
    def text(self) -> str | None:
        """The kept part as text, with credentials masked; None for binary content."""
        media = self.content_type.partition(";")[0].strip().lower()
        if not TEXTUAL.match(media):
            return None
        if media == MULTIPART:
            return describe_parts(self.content, self.content_type, keep_text if self.has_secrets else mask_parameter)
        text = decode(self.content, is_cut=self.is_truncated)
        if text is None or self.has_secrets:
            return text
        return mask_form(text) if media == URLENCODED else mask_json(text)

    @property
    def json(self) -> Any:
        """The body as decoded JSON, with credentials masked; None if it is not JSON or truncated."""
        text = None if self.is_truncated else self.text
        try:
            return None if text is None else json.loads(text)
        except (ValueError, RecursionError):
            return None


def decode(content: bytes, *, is_cut: bool) -> str | None:
    """Decode UTF-8, or return None if it is not valid. Drops a character that is cut off at the end.

    Rejects null bytes, because UTF-16 has them, and its credentials would not be masked.
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
    """Return a line for each part of a multipart body: its name, and its text or the name and type of its file.

    `show` gets the name and the text of a part, and returns the text to show.
    """
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        return ""
    parts = content.split(b"--" + found[1].encode())[1:]
    lines = (_describe_part(part, show) for part in parts if not part.startswith(b"--"))
    return "\n".join(lines)


def keep_text(_name: str, text: str) -> str:
    """Return the text of a part of a form unmasked."""
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
