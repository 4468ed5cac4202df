"""New entries begin with the defaults of their fields."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator.rules.default_values import read_default_value
from tests.emulator.support.entries import Fields, build_field, create_model


def with_default(uid: str, data_type: str, default: Any, **more: Any) -> Fields:
    return build_field(uid, data_type, field_metadata={"default_value": default}, **more)


def test_missing_fields_have_their_defaults(stack: httpx.Client) -> None:
    choices = {"advanced": False, "choices": [{"value": "red"}, {"value": "blue"}]}
    entries = create_model(
        stack,
        with_default("place", "text", "Oslo"),
        with_default("count", "number", 0),
        with_default("open", "boolean", default=False),
        with_default("colors", "text", "red", multiple=True, enum=choices),
        with_default("none", "text", ""),
        with_default("wrong", "text", "pink", enum=choices),
    )
    made = entries.add({"title": "One", "place": None})
    assert {name: made.get(name, "missing") for name in ("place", "count", "open", "colors", "none", "wrong")} == {
        "place": None,
        "count": 0,
        "open": False,
        "colors": ["red"],
        "none": "missing",
        "wrong": "missing",
    }


def test_a_new_default_is_for_new_entries(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack, build_field("a"))
    old = entries.add({"title": "One"})["uid"]
    uid = entries.content_type
    schema = new_stack.get(f"/v3/content_types/{uid}").json()["content_type"]["schema"]
    body = {"content_type": {"title": uid, "uid": uid, "schema": [schema[0], with_default("a", "text", "x")]}}
    new_stack.put(f"/v3/content_types/{uid}", json=body)
    assert "a" not in entries.fetch(old)
    assert "a" not in entries.change(old, {"title": "Other"})
    assert entries.add({"title": "Two"})["a"] == "x"


@pytest.mark.parametrize(
    ("data_type", "default", "value"),
    [
        ("link", {"title": "Home", "url": "/"}, {"title": "Home", "href": "/"}),
        ("link", {"title": "", "url": ""}, None),
        ("isodate", {"custom": True, "date": "2026-01-31", "time": "10:00:00"}, "2026-01-31T10:00:00"),
        ("isodate", {"custom": False, "date": "2026-01-31"}, "2026-01-31"),
        ("isodate", {"custom": False}, None),
        ("isodate", "", None),
        ("json", {"type": "doc"}, None),
    ],
)
def test_the_form_of_a_default(data_type: str, default: Any, value: Any) -> None:
    assert read_default_value(with_default("f", data_type, default)) == value
