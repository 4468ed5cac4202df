"""Declarations keep what the API has."""

import json
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma.models import ContentTypeUpdate
from contentstack_cma_toolkit.model import (
    Custom,
    Html,
    Number,
    Other,
    Reference,
    RichText,
    Select,
    Text,
    read_content_type,
    read_field,
    read_global_field,
)

EXPORTS = Path(__file__).parents[2] / "exports"


def list_exported(kind: str) -> list[dict[str, Any]]:
    files = sorted(EXPORTS.glob(f"**/{kind}/*.json"))
    read: list[Any] = [json.loads(path.read_text()) for path in files]
    found = [each for item in read for each in (item if isinstance(item, list) else [item])]
    return [each for each in found if isinstance(each, dict) and "schema" in each]


@pytest.mark.parametrize("wire", list_exported("content_types"), ids=lambda wire: wire["uid"])
def test_exported_content_type(wire: dict[str, Any]) -> None:
    declared = read_content_type(wire)
    assert read_content_type(declared.to_wire()) == declared
    assert [each.uid for each in declared.fields] == [each["uid"] for each in wire["schema"]]


@pytest.mark.parametrize("wire", list_exported("global_fields"), ids=lambda wire: wire["uid"])
def test_exported_global_field(wire: dict[str, Any]) -> None:
    declared = read_global_field(wire)
    assert read_global_field(declared.to_wire()) == declared


def test_server_keeps_declarations(stack: Stack) -> None:
    declared = read_content_type(stack.content_types.get("blog_post"))
    stack.content_types.update("blog_post", ContentTypeUpdate.from_dict(declared.to_wire()))
    assert read_content_type(stack.content_types.get("blog_post")) == declared


@pytest.mark.parametrize(
    "wire",
    [
        {"uid": "a", "data_type": "hologram", "display_name": "A", "depth": 3, "field_metadata": {"glow": True}},
        {"uid": "a", "data_type": "json", "display_name": "A", "extension_uid": "blt1", "config": {"x": [1]}},
        {"uid": "a", "data_type": "number", "display_name": "A", "min": 0, "max": 5, "unknown": {"deep": [None]}},
        {"uid": "a", "data_type": "text", "display_name": "A", "field_metadata": {"version": 1, "placeholder": "x"}},
        {"uid": "a", "data_type": "reference", "display_name": "A", "reference_to": "author"},
    ],
)
def test_unknown_keys_survive(wire: dict[str, Any]) -> None:
    written = read_field(wire).to_wire()
    metadata = wire.pop("field_metadata", {})
    assert {key: written[key] for key in wire} == wire
    kept = written["field_metadata"]
    assert isinstance(kept, dict)
    assert {key: kept[key] for key in metadata} == metadata


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({"data_type": "text"}, Text),
        ({"data_type": "text", "field_metadata": {"allow_rich_text": True}}, Html),
        ({"data_type": "json", "field_metadata": {"allow_json_rte": True}}, RichText),
        ({"data_type": "json"}, Other),
        ({"data_type": "number", "enum": {"choices": [{"value": 1}]}}, Select),
        ({"data_type": "number"}, Number),
        ({"data_type": "number", "extension_uid": "blt1"}, Custom),
        ({"data_type": "reference", "reference_to": ["a"]}, Reference),
    ],
)
def test_kinds(wire: dict[str, Any], kind: type) -> None:
    declared = read_field({"uid": "a", **wire})
    assert type(declared) is kind
    assert declared.to_wire()["data_type"] == wire["data_type"]


def test_lists_and_tuples_are_equal() -> None:
    assert Select("a", choices=["x", "y"]) == Select("a", choices=("x", "y"))
    assert Select("a", choices=["x"]) != Select("a", choices=["y"])
