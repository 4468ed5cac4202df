"""The fields and files of a form body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.strict_json import read_object

IDENTIFYING_KEYS = frozenset(("uid", "title", "name"))
"""Every exported object has at least one of these keys."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body, stored at `path`.

    It is removed after the call: a handler that keeps the file links or copies it (`private_files.link_or_copy`).
    """

    filename: str
    content_type: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a multipart or form-urlencoded body, as sent."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    files: Mapping[str, tuple[Upload, ...]] = field(default_factory=dict[str, tuple[Upload, ...]])

    def get_text(self, name: str) -> str | None:
        """Return the first text field `name`, or None."""
        return next(iter(self.fields.get(name, ())), None)

    def get_texts(self, name: str) -> tuple[str, ...]:
        """Return every text field `name`, `name[]` or `name[0]`."""
        return collect_values(self.fields, name)

    def get_upload(self, name: str) -> Upload | None:
        """Return the first file `name`, or None."""
        return next(iter(self.files.get(name, ())), None)

    def read_content(self, name: str) -> bytes:
        """Return the content of the file or text field `name`. Raises `CmaError` (400) if there is none."""
        upload, text = self.get_upload(name), self.get_text(name)
        if upload:
            return upload.path.read_bytes()
        if text is None:
            raise errors.malformed(f"Please provide the file in the field '{name}'.")
        return text.encode()

    def read_exported(self, name: str) -> Document:
        """Return the JSON object in the file or text field `name`, unwrapped from an envelope with that key.

        An envelope may have other keys, but no identifying ones. Raises `CmaError` if there is no such field (400), or
        no JSON object in it (422/141).
        """
        sent = parse_json_object(name, self.read_content(name))
        inner = sent.get(name)
        is_envelope = isinstance(inner, dict) and not sent.keys() & IDENTIFYING_KEYS
        return cast("Document", inner) if is_envelope else sent


def collect_values(values: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """Return all values of `name`, `name[]`, `name[0]` and `name[]1`."""
    pattern = re.compile(rf"{re.escape(name)}(\[\d*\]\d*)?")
    return tuple(text for key, texts in values.items() if pattern.fullmatch(key) for text in texts)


def parse_json_object(name: str, content: str | bytes) -> Document:
    """Parse the JSON object in the parameter or field `name`. Raises `CmaError` (422/141) if it is not one."""
    try:
        return read_object(content)
    except ValueError as error:
        raise errors.invalid_parameter(name, str(error)) from error
