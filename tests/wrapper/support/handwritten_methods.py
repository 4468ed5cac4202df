"""Every method that the wrapper writes by hand, values to call it with, and where a request holds them."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx

from generator.handwritten import Handwritten, read_handwritten
from generator.layout import Layout
from generator.operations import Call, read_calls
from generator.signatures import find_calls
from generator.type_comparison import Kind, Type, parse_type
from tests.wrapper.support.multipart import parse_parts

BOUND = {"entries": ("blog_post",)}
"""What a resource is opened with."""

STAY_HERE = frozenset({"chunk_size", "max_items", "on_progress", "progress", "to", "wait", "wait_timeout"})
"""Parameters that say what happens on this machine, and are not sent."""

REQUIRED_KEYS: Mapping[str, object] = {
    "content_type": "blog_post",
    "merge_strategy": "ignore",
    "source": "main",
    "type": "content_type",
    "workflow_stage": {"uid": "stage_1"},
}
"""What the models that a method takes as mappings require, beside a uid."""

_HEADERS = ("api_version", "branch", "release_version", "x-bulk-action")
_PLACE = re.compile(r".*\[(\w+)\]")


class Source:
    """A file with a name, which can be read again and again."""

    name = "source.html"

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_at_end = False

    def read(self, size: int = -1, /) -> bytes:
        if not size:
            return b""
        self._is_at_end = not self._is_at_end
        return self._text.encode() if self._is_at_end else b""

    def __str__(self) -> str:
        return self._text


@dataclass(frozen=True)
class Place:
    """A value in a request."""

    location: str
    name: str
    value: str


@dataclass(frozen=True)
class ByHand:
    """One method."""

    resource: str
    name: str
    required: Mapping[str, object]
    optional: Mapping[str, object]
    calls: tuple[Call, ...]

    def __str__(self) -> str:
        return f"{self.resource}.{self.name}"

    def places_for(self, parameter: str) -> set[Place]:
        """Return where an operation of the method has a query parameter or a header of this name."""
        value = plain({**self.required, **self.optional}[parameter])
        return {
            Place(described["in"], parameter, value)
            for call in self.calls
            for described in call.raw["parameters"]
            if described["in"] != "path" and _python_form(described["name"]) == parameter
        }


def find_methods() -> list[ByHand]:
    """Return every method that is written by hand and takes something."""
    known = read_calls(json.loads(Layout().bundle_copy.read_text(encoding="utf-8")))
    grouped: dict[tuple[str, str], tuple[Handwritten, list[Call]]] = {}
    for resource, written, name, _, call in find_calls(known, read_handwritten(Layout().synchronous)):
        grouped.setdefault((resource, name), (written, []))[1].append(call)
    methods = [_method(*key, *found) for key, found in grouped.items()]
    return [method for method in methods if method.required or method.optional]


def _method(resource: str, name: str, written: Handwritten, called: list[Call]) -> ByHand:
    arguments = written.signatures[name]
    values = {key: build_sample(key, parse_type(each.annotation, written.aliases)) for key, each in arguments.items()}
    required = {key: value for key, value in values.items() if arguments[key].required}
    optional = {key: value for key, value in values.items() if not arguments[key].required}
    return ByHand(resource, name, required, optional, tuple(called))


def build_sample(name: str, types: Type) -> object:
    """Return a value of the type that can be told from those of other parameters."""
    kinds = {kind.name: kind for kind in types}
    simple = {
        "bool": True,
        "bytes": Source(f"{name}_1"),
        "float": 10.5,
        "int": sum(name.encode()) % 90 + 10,
        "datetime": datetime(2040, 1, 2, tzinfo=UTC),
        "date": date(2040, 1, 2),
        "str": "image/x-1" if name == "content_type" else f"{name}_1",
        "Mapping": {"uid": f"{name}_1"},
        "UntypedMapping": {"uid": f"{name}_1", **REQUIRED_KEYS},
        "Callable": lambda *_: None,
    }
    if "Literal" in kinds:
        return ast.literal_eval(min(kind.literal for kind in types if kind.literal))
    for kind, value in simple.items():
        if kind in kinds:
            return value
    return [build_sample(name, _items(kinds))]


def _items(kinds: Mapping[str, Kind]) -> Type:
    listed = next((kinds[name] for name in ("Iterable", "Sequence") if name in kinds), None)
    assert listed, f"say in `sample` how to make one of {sorted(kinds)}"
    return listed.inner[0]


def find_places(request: httpx.Request) -> set[Place]:
    """Return every value that a request holds, in one form wherever it is."""
    found = {Place("path", "", segment) for segment in request.url.path.split("/")}
    found |= {Place("query", _python_form(name), plain(value)) for name, value in request.url.params.multi_items()}
    found |= {
        Place("header", _python_form(name.lower()), plain(value))
        for name, value in request.headers.items()
        if name in _HEADERS
    }
    return found | {Place("body", _python_form(name), plain(value)) for name, value in _body(request)}


def _body(request: httpx.Request) -> Iterator[tuple[str, Any]]:
    media = request.headers.get("content-type", "")
    if media.startswith("multipart/"):
        for part in parse_parts(media, request.content).values():
            yield part.name, part.content.decode()
            yield "file_name", part.file_name
            yield "content_type", part.media_type
    elif request.content:
        yield from _keys(json.loads(request.content))


def _keys(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from _keys(inner)


def _python_form(wire: str) -> str:
    """`asset[title]` as `title`, and `asset_fields[]` as `asset_fields`."""
    name = wire.removesuffix("[]")
    return (_PLACE.fullmatch(name) or [name, name])[1].strip("_")


def plain(value: Any) -> str:
    """Return a value as text that is the same for it in a query, a form and JSON."""
    if isinstance(value, Source):
        return str(value)
    if isinstance(value, list) and len(value) == 1:
        return plain(value[0])
    if isinstance(value, str) and value.startswith("{"):
        return plain(json.loads(value))
    return value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)
