"""Files of imports: the same kinds are accepted and rejected for every resource that imports one."""

import json
from typing import Any

import httpx
import pytest

from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.schemas import build_global_field, build_type, create_type

WEBHOOK = {"name": "W", "channels": ["assets.create"], "destinations": [{"target_url": "http://127.0.0.1:1"}]}

IMPORTS: dict[str, tuple[str, dict[str, Any]]] = {
    "content_type": ("/v3/content_types/import", build_type("page")),
    "global_field": ("/v3/global_fields/import", build_global_field("seo")),
    "entry": ("/v3/content_types/plain/entries/import", {"title": "E"}),
    "webhook": ("/v3/webhooks/import", WEBHOOK),
}


@pytest.fixture
def importing(new_stack: httpx.Client) -> httpx.Client:
    """A stack with a content type whose entries have a title."""
    assert create_type(new_stack, build_type("plain")).status_code == 201
    return new_stack


def send(stack: httpx.Client, path: str, part: Any) -> httpx.Response:
    """Send a multipart body of one part, whose name comes first."""
    name, *content = part
    return stack.post(path, files={name: tuple(content)})


@pytest.mark.parametrize("key", IMPORTS)
@pytest.mark.parametrize(
    "envelope", ["{bare}", '{{"{key}": {bare}}}', '{{"notice": "x", "{key}": {bare}}}', "\ufeff{bare}", " {bare}\n"]
)
@pytest.mark.parametrize("name", ["{key}.json", "export", None])
def test_files_that_are_accepted(importing: httpx.Client, key: str, envelope: str, name: str | None) -> None:
    path, thing = IMPORTS[key]
    content = envelope.format(key=key, bare=json.dumps(thing))
    filename = name.format(key=key) if name else None
    response = send(importing, path, (key, filename, content))
    assert response.status_code == 201, response.text
    assert response.json()[key].get("title", "W")


@pytest.mark.parametrize("key", IMPORTS)
def test_files_that_are_rejected(importing: httpx.Client, key: str) -> None:
    path, thing = IMPORTS[key]
    for content in ("", "no json", "[]", "5", "null", '{"a":', json.dumps([thing])):
        assert parse_error(send(importing, path, (key, f"{key}.json", content)))[:2] == (422, 141)
    for response in (
        send(importing, path, ("file", "a.json", json.dumps(thing))),
        importing.post(path, json=thing),
        importing.post(path, json={key: thing}),
        importing.post(path),
    ):
        assert response.status_code == 400
