"""Parse the query, the JSON body and the Content-Type of a request."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.bracket_query import QUERY, has_brackets, with_json
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.strict_json import read_object

JSON = "application/json"
MULTIPART = "multipart/form-data"


def read_query(query: str) -> dict[str, tuple[str, ...]]:
    """Parse a query string. Keeps empty values."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values[name] = (*values.get(name, ()), value)
    return values


def read_json(content: bytes) -> Document:
    """Parse a JSON body; an empty one is an empty object. Raises `CmaError` (400) if it is not a JSON object."""
    if not content.strip():
        return {}
    try:
        return read_object(content)
    except ValueError as error:
        raise errors.malformed(f"The body {error}") from error


def read_media_type(content_type: str) -> str:
    """Return the media type of a Content-Type header, without its parameters. Default: JSON."""
    return re.split(r"[;,\s]", content_type.strip().lower(), maxsplit=1)[0] or JSON


def with_json_queries(operation: Operation, query: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the query parameters, with JSON parameters in bracket form as JSON. Raises `CmaError` (422/141)."""
    if not any("[" in name for name in query):
        return query
    declared = {each.name for each in operation.parameters if each.schema.get("contentMediaType") == JSON}
    for name in sorted(declared | {QUERY}):
        query = with_json(query, name) if has_brackets(query, name) else query
    return query
