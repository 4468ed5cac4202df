"""For each operation of the description: a call with every parameter, and the request that must follow."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from openapi_python_client.strings import PythonIdentifier

from contentstack_cma_client.types import File
from generator.bundle import Document, resolve
from tests.contract.support.known_operations import load_description
from tests.wrapper.support.multipart import parse_parts
from tests.wrapper.support.raw_server import Received

TEXT = "a b/ü?&="
"""Every character that must be encoded."""
DEEPEST = 3
MULTIPART, FORM = "multipart/form-data", "application/x-www-form-urlencoded"


@dataclass
class Call:
    """The arguments of a generated call, and the request they make."""

    operation: str
    method: str
    path: str
    positional: list[Any] = field(default_factory=list[Any])
    keywords: dict[str, Any] = field(default_factory=dict[str, Any])
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    media: str | None = None
    body: Any = None


def build_call(path: str, method: str, operation: Document) -> Call:
    """A call of an operation with every parameter and a full body."""
    call = Call(operation["operationId"], method.upper(), path)
    for parameter in operation["parameters"]:
        _give(call, parameter)
    content = resolve(load_description(), operation.get("requestBody", {})).get("content", {})
    if content:
        call.media = next(iter(content))
        call.body = build_instance(content[call.media]["schema"], DEEPEST)
        call.keywords["body"] = call.body
    return call


def _give(call: Call, parameter: Document) -> None:
    schema = resolve(load_description(), parameter["schema"])
    value, texts = _sample(schema, header=parameter["in"] == "header")
    if parameter["in"] == "path":
        call.positional.append(value)
        call.path = call.path.replace("{" + parameter["name"] + "}", quote(texts[0], safe=""))
        return
    call.keywords[PythonIdentifier(parameter["name"], prefix="")] = value
    if parameter["in"] == "query":
        call.query += [(parameter["name"], text) for text in texts]
    else:
        call.headers[parameter["name"].lower()] = texts[0]


def _sample(schema: Document, *, header: bool) -> tuple[Any, list[str]]:
    """A value for a parameter, and the texts it has on the wire."""
    if schema.get("contentMediaType") == "application/json":
        return {"a": [1, True, TEXT]}, [json.dumps({"a": [1, True, TEXT]}, ensure_ascii=False, separators=(",", ":"))]
    if schema["type"] == "array":
        choices = resolve(load_description(), schema["items"]).get("enum") or ["one", TEXT]
        return choices, choices
    if "enum" in schema:
        return schema["enum"][0], [schema["enum"][0]]
    if schema["type"] == "integer":
        number = schema.get("minimum", 7)
        return number, [str(number)]
    if schema["type"] == "boolean":
        return True, ["true"]
    return ("plain", ["plain"]) if header else (TEXT, [TEXT])


def build_instance(schema: Document, depth: int) -> Any:
    """A value that a schema admits, with every property down to a depth, and the required ones below."""
    schema = resolve(load_description(), schema)
    if "anyOf" in schema:
        return build_instance(schema["anyOf"][0], depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = properties if depth > 0 else schema.get("required", [])
        return {name: build_instance(properties[name], depth - 1) for name in wanted}
    if kind == "array":
        return [build_instance(schema["items"], depth - 1)]
    if kind == "string":
        return File(b"bytes", "file.json", "application/json") if schema.get("format") == "binary" else TEXT
    return {"integer": 3, "number": 2.5, "boolean": True}[kind]


def check(call: Call, received: Received) -> None:
    """Fail where the request is not the one that the description asks for."""
    path, _, query = received.target.partition("?")
    headers = {name.lower(): value for name, value in received.headers.items()}
    assert (received.method, path) == (call.method, call.path)
    assert sorted(parse_qsl(query, keep_blank_values=True)) == sorted(call.query)
    assert {name: headers.get(name) for name in call.headers} == call.headers
    assert headers.get("content-type", "").split(";")[0] == (call.media or "")
    assert _body_of(call, headers, received.body) == call.body


def _body_of(call: Call, headers: dict[str, str], body: bytes) -> Any:
    if call.media is None:
        return None if body == b"" else body
    if call.media == MULTIPART:
        parts = parse_parts(headers["content-type"], body)
        return {name: _part(name, part.content, call) for name, part in parts.items()}
    return dict(parse_qsl(body.decode())) if call.media == FORM else json.loads(body)


def _part(name: str, content: bytes, call: Call) -> Any:
    given = call.body[name]
    if isinstance(given, File):
        return given if given.payload == content else content
    return content.decode() if isinstance(given, str) else json.loads(content)
