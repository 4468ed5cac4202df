"""The extensions of the description: each is documented, has its place, and holds what it can."""

import re
from typing import Any

import pytest

from generator.bundle import Document, bundle
from generator.extensions import OPERATION, PARAMETER, SCHEMA, check_extensions
from generator.layout import Layout

ROW = re.compile(r"\| (operation|parameter|schema|enum schema) \| `(x-[a-z-]+)` \|")


def test_the_table_names_every_extension() -> None:
    rows = ROW.findall((Layout().spec / "README.md").read_text(encoding="utf-8"))
    tables = {"operation": OPERATION, "parameter": PARAMETER, "schema": SCHEMA}
    assert sorted((on.removeprefix("enum "), name) for on, name in rows) == sorted(
        (on, name) for on, names in tables.items() for name in names
    )


def describe(**more: Any) -> Document:
    """Return a description of one operation and one schema."""
    operation: Document = {"parameters": [{"name": "limit", "in": "query", **more.get("parameter", {})}]}
    schema = {"type": "object", "properties": {"names": {"type": "array", "items": {}, **more.get("property", {})}}}
    return {
        "paths": {"/things": {more.get("method", "get"): operation | more.get("operation", {})}},
        "components": {"schemas": {"Thing": schema | more.get("schema", {})}, "parameters": {}},
    }


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"operation": {"x-basis": "inferred"}}, "GET /things: x-basis is not allowed here"),
        ({"operation": {"x-host": "cdn"}}, "GET /things: x-host is 'cdn'; expected one of app, developer-hub"),
        ({"operation": {"x-action": "list"}, "method": "post"}, "POST /things: x-action is 'list'; expected one of"),
        (
            {"operation": {"x-action": "create"}},
            "GET /things: x-action is not allowed, because the operation only reads",
        ),
        ({"method": "post"}, "POST /things: x-action is missing"),
        ({"operation": {"x-repeatable": "yes"}}, "GET /things: x-repeatable is 'yes'; expected one of False, True"),
        ({"parameter": {"x-basis": "known"}}, "GET /things: parameter limit: x-basis is 'known'; expected one of"),
        ({"parameter": {"x-evidence": {}}}, "GET /things: parameter limit: x-evidence is not allowed here"),
        ({"schema": {"x-nullable": True}}, "schema Thing: x-nullable is not allowed here"),
        ({"property": {"x-takes-read": True}}, "schema Thing: names: x-takes-read is True; expected one of False"),
        ({"property": {"x-checked-by-client": True}}, "schema Thing: names: x-checked-by-client needs maxItems"),
    ],
)
def test_an_extension_that_is_wrong_is_named(more: Document, problem: str) -> None:
    (found,) = check_extensions(describe(**more))
    assert found.startswith(problem)


def test_the_description_has_none_that_is_wrong() -> None:
    assert list(check_extensions(describe())) == []
    assert list(check_extensions(bundle(Layout().spec))) == []
