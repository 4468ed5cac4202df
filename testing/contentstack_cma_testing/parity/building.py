"""Bodies of content types and entries, and what is read of the responses."""

from collections.abc import Mapping, Sequence
from typing import Any

from contentstack_cma_testing.parity.flow import Reply, Steps

Document = dict[str, Any]

UNKNOWN_UID = "blt0000000000000000"
"""A uid of the right form that nothing has."""

TITLE: Document = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": False}
"""The title field of the content types of flows. Titles need not be unique, so that a flow can repeat one."""


def make_field(uid: str, data_type: str = "text", **settings: Any) -> Document:
    """Return a field for a schema."""
    return {"display_name": uid.capitalize(), "uid": uid, "data_type": data_type, "mandatory": False} | settings


def make_reference(uid: str, content_type: str, **settings: Any) -> Document:
    """Return a reference field that allows one content type."""
    return make_field(uid, "reference", reference_to=[content_type], field_metadata={"ref_multiple": True}) | settings


def make_rich_text(uid: str, **settings: Any) -> Document:
    """Return a field for JSON rich text."""
    return make_field(uid, "json", field_metadata={"allow_json_rte": True, "rich_text_type": "advanced"}) | settings


def make_content_type(
    uid: str, fields: Sequence[Mapping[str, Any]] = (), *, options: Mapping[str, Any] | None = None
) -> Document:
    """Return the body for creating a content type with a title and these fields. Its title is its uid."""
    settings: Document = {"is_page": False, "singleton": False, "title": "title", "sub_title": []}
    schema = [TITLE, *fields]
    return {"content_type": {"title": uid, "uid": uid, "schema": schema, "options": settings | dict(options or {})}}


def post_entry(steps: Steps, label: str, content_type: str, values: Mapping[str, Any]) -> Reply:
    """Create an entry. It is removed with its content type."""
    return steps.call(label, "POST", f"/v3/content_types/{content_type}/entries", json={"entry": dict(values)})


def put_entry(steps: Steps, label: str, path: str, values: Mapping[str, Any]) -> Reply:
    """Update the entry at a path of `entry_path`."""
    return steps.call(label, "PUT", path, json={"entry": dict(values)})


def entry_path(content_type: str, entry: str) -> str:
    """Return the path of an entry."""
    return f"/v3/content_types/{content_type}/entries/{entry}"


def read_all(reply: Reply, items: str, key: str) -> list[str]:
    """Return the value of a key of every item of a list, as text; an empty list if the response has none."""
    found: list[Document] = reply.find(items) or []
    return [str(item.get(key)) for item in found]


def describe_stored(sent: object, stored: object) -> str:
    """Return what became of a value that was sent, in words for `Steps.answer`."""
    if stored == sent:
        return "stored as sent"
    if stored is None:
        return "dropped"
    return "emptied" if stored in ("", [], {}) else "changed"
