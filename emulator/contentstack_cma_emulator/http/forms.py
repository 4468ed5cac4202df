"""Parse multipart and form-urlencoded bodies. Files are streamed to disk."""

import os
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.form_data import Form, Upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_TEXT = 16 * 1024 * 1024
"""Maximum size of a text field. Unlike files, text fields are kept in memory."""

MAX_PARTS = 1000

MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


@dataclass(slots=True)
class _Part:
    """The part being read: its headers, then its text or its file."""

    headers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    name: str = ""
    filename: str | None = None
    text: bytearray = field(default_factory=bytearray)
    path: Path | None = None
    file: BinaryIO | None = None
    size: int = 0


class FormReader:
    """Parses one multipart body into a `Form`. Its files are in `folder` until moved, or removed by `discard`."""

    def __init__(self, content_type: str, folder: Path) -> None:
        _, options = parse_options_header(content_type)
        if b"boundary" not in options:
            raise errors.malformed("The multipart body has no boundary.")
        self._folder = folder
        self._part = _Part()
        self._header = ""
        self._value = bytearray()
        self._fields: dict[str, tuple[str, ...]] = {}
        self._files: dict[str, tuple[Upload, ...]] = {}
        self._paths: list[Path] = []
        self._count = 0
        self._complete = False
        self._parser = self._new_parser(options[b"boundary"])

    async def read(self, chunks: AsyncIterator[bytes]) -> Form:
        """Read the whole body. Raises `CmaError` (400) if it is malformed or incomplete."""
        try:
            async for chunk in chunks:
                self._parser.write(chunk)
        except FormParserError as error:
            raise errors.malformed("The multipart body is malformed.") from error
        if not self._complete:
            raise errors.malformed("The multipart body ends too early.")
        return Form(self._fields, self._files)

    def discard(self) -> None:
        """Close and remove the files that were not moved."""
        if self._part.file is not None:
            self._part.file.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _new_parser(self, boundary: bytes) -> MultipartParser:
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin_part,
            "on_header_field": self._read_header_name,
            "on_header_value": self._read_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._read_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        try:
            return MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise errors.malformed("The multipart body has a boundary that is too long.") from error

    def _begin_part(self) -> None:
        self._count += 1
        if self._count > MAX_PARTS:
            raise errors.malformed(f"The multipart body has more than {MAX_PARTS} parts.")
        self._part = _Part()

    def _read_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end].decode("latin-1").lower()

    def _read_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._part.headers[self._header] = bytes(self._value)
        self._header = ""
        self._value.clear()

    def _open_part(self) -> None:
        _, options = parse_options_header(self._part.headers.get("content-disposition"))
        if b"name" not in options:
            raise errors.malformed("A part of the multipart body has no name.")
        self._part.name = _decode(options[b"name"])
        if b"filename" in options:
            self._part.filename = _decode(options[b"filename"])
            self._open_file()

    def _open_file(self) -> None:
        handle, name = tempfile.mkstemp(prefix="upload-", dir=self._folder)
        self._part.path = Path(name)
        self._paths.append(self._part.path)
        self._part.file = os.fdopen(handle, "wb")

    def _read_data(self, data: bytes, start: int, end: int) -> None:
        self._part.size += end - start
        if self._part.file is not None:
            self._part.file.write(memoryview(data)[start:end])
        elif self._part.size > MAX_TEXT:
            raise errors.malformed(f"The field {self._part.name} is too long.")
        else:
            self._part.text += data[start:end]

    def _end_part(self) -> None:
        part = self._part
        if part.file is None or part.path is None or part.filename is None:
            self._fields[part.name] = (*self._fields.get(part.name, ()), _decode(bytes(part.text)))
            return
        part.file.close()
        upload = Upload(part.filename, _read_part_type(part.headers), part.size, part.path)
        self._files[part.name] = (*self._files.get(part.name, ()), upload)

    def _end(self) -> None:
        self._complete = True


def read_urlencoded(body: bytes) -> Form:
    """Parse a form-urlencoded body. Keeps empty values."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(_decode(body), keep_blank_values=True):
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)


def _read_part_type(headers: Mapping[str, bytes]) -> str:
    """Return the content type of a part. Default, also if it is not a valid header: application/octet-stream."""
    sent = headers.get("content-type", b"").decode("latin-1").partition(";")[0].strip()
    return sent if MEDIA_TYPE.fullmatch(sent) else "application/octet-stream"


def _decode(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")
