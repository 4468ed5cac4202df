"""Requests of every shape: what is accepted, what is rejected, and with which message."""

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.description import BUNDLED, Description
from contentstack_cma_emulator.resources import load_handlers
from tests.emulator.support.error_responses import parse_error

ENVIRONMENTS = "/v3/environments"


def test_every_operation_of_the_description_has_a_handler() -> None:
    from contentstack_cma_emulator.engine.registry import get_operation_handlers

    load_handlers()
    assert set(Description.load(BUNDLED).operations) == set(get_operation_handlers())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v3/nothing"),
        ("GET", "/v3"),
        ("PATCH", ENVIRONMENTS),
        ("GET", "/v3/environments//"),
        ("GET", "/v3//environments"),
        ("GET", "/v3/environments/a/b"),
    ],
)
def test_an_unknown_url(stack: httpx.Client, method: str, path: str) -> None:
    response = stack.request(method, path)
    if path == "/v3/environments//":
        assert response.status_code == 200
    else:
        assert response.status_code == 404
        assert response.json()["error_message"]


def test_a_slash_at_the_end_makes_no_difference(stack: httpx.Client) -> None:
    assert stack.get(f"{ENVIRONMENTS}/").json() == stack.get(ENVIRONMENTS).json()


def test_an_encoded_slash_stays_inside_its_segment(stack: httpx.Client) -> None:
    response = stack.get(f"{ENVIRONMENTS}/a%2Fb")
    assert "'a/b'" in response.json()["error_message"]


def test_additions_of_other_clients_are_ignored(stack: httpx.Client) -> None:
    headers = {
        "content-type": "application/json",
        "branch": "main",
        "x-user-agent": "contentstack-management-python/1.0",
        "x-header-ea": "a,b",
        "api_version": "3.2",
    }
    params = {"include[]1": "x", "unknown": "y", "include_count": ""}
    response = stack.request("GET", ENVIRONMENTS, headers=headers, params=params, content=b"")
    assert response.status_code == 200
    assert "count" not in response.json()


def test_a_call_that_takes_no_branch_ignores_an_unknown_one(stack: httpx.Client) -> None:
    assert stack.get(ENVIRONMENTS, headers={"branch": "nowhere"}).status_code == 200


def test_a_call_that_takes_a_branch_rejects_an_unknown_one(stack: httpx.Client) -> None:
    status, code, errors = parse_error(stack.get("/v3/locales", headers={"branch": "nowhere"}))
    assert (status, code) == (422, 905)
    assert "branch" in errors


def test_a_delete_with_a_json_content_type_and_no_body(stack: httpx.Client) -> None:
    stack.post(ENVIRONMENTS, json={"environment": {"name": "gone"}})
    headers = {"content-type": "application/json"}
    assert stack.delete(f"{ENVIRONMENTS}/gone", headers=headers).status_code == 200


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"', b'{"environment": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object(stack: httpx.Client, content: bytes) -> None:
    response = stack.post(ENVIRONMENTS, content=content, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["error_message"]


def test_a_body_of_another_kind(stack: httpx.Client) -> None:
    assert stack.post(ENVIRONMENTS, content=b"<x/>", headers={"content-type": "application/xml"}).status_code == 400
    assert parse_error(stack.post(ENVIRONMENTS, files={"x": b"y"}))[0] == 400


def test_json_with_a_charset_or_without_a_content_type(stack: httpx.Client) -> None:
    body = b'{"environment": {"name": "plain"}}'
    headers = {"content-type": "application/json; charset=utf-8"}
    assert stack.post(ENVIRONMENTS, content=body, headers=headers).status_code == 201
    assert stack.put(f"{ENVIRONMENTS}/plain", content=body).status_code == 200
    stack.delete(f"{ENVIRONMENTS}/plain")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"environment": ["is a required field."]}),
        ({"environment": {}}, {"name": ["is a required field."]}),
        ({"environment": {"name": 1}}, {"name": ["is not valid."]}),
        (
            {"environment": {"name": "a", "urls": [{"locale": "en-us"}, {"locale": 1, "url": "u"}]}},
            {"urls.0.url": ["is a required field."], "urls.1.locale": ["is not valid."]},
        ),
    ],
)
def test_a_body_that_the_description_does_not_allow(
    stack: httpx.Client, body: dict[str, object], errors: dict[str, list[str]]
) -> None:
    response = stack.post(ENVIRONMENTS, json=body)
    assert parse_error(response) == (422, 119, errors)
    assert response.json()["error_message"] == "Environment creation failed. Please try again."


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "skip=-1", "include_count=maybe", "skip=1.5"])
def test_a_parameter_that_the_description_does_not_allow(stack: httpx.Client, query: str) -> None:
    status, _, errors = parse_error(stack.get(f"{ENVIRONMENTS}?{query}"))
    assert status == 422
    assert list(errors) == [query.split("=", maxsplit=1)[0]]


def test_a_limit_over_the_maximum_is_capped(stack: httpx.Client) -> None:
    assert stack.get(f"{ENVIRONMENTS}?limit=500").status_code == 200


def test_text_that_utf_8_cannot_hold_comes_back(stack: httpx.Client) -> None:
    body = b'{"environment": {"name": "odd", "urls": [{"locale": "en-us", "url": "\\ud800"}]}}'
    assert stack.post(ENVIRONMENTS, content=body).status_code == 201
    assert b"\\ud800" in stack.get(f"{ENVIRONMENTS}/odd").content
    stack.delete(f"{ENVIRONMENTS}/odd")


def test_the_headers_of_a_response(emulator: Emulator, stack: httpx.Client) -> None:
    first, second = stack.get(ENVIRONMENTS), stack.get(ENVIRONMENTS)
    assert first.headers["content-type"] == "application/json"
    assert first.headers["x-contentstack-organization"] == emulator.organization_uid
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert "x-request-id" in stack.get("/v3/nothing").headers


def test_a_request_is_logged_when_its_response_arrives(emulator: Emulator, stack: httpx.Client) -> None:
    stack.get(f"{ENVIRONMENTS}/a%2Fb?x=1&x=2&y=")
    received = emulator.requests[-1]
    assert (received.method, received.path, received.status) == ("GET", f"{ENVIRONMENTS}/a%2Fb", 422)
    assert received.operation == "get_environment"
    assert received.query == {"x": ("1", "2"), "y": ("",)}
    assert received.headers["authtoken"] == "***"
    assert received.headers["api_key"] == emulator.stack.api_key


def test_only_the_loopback_address_is_served(emulator: Emulator) -> None:
    url = urlsplit(emulator.url)
    assert url.hostname == "127.0.0.1"
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", url.port))


def test_a_taken_port_is_an_error(emulator: Emulator) -> None:
    with pytest.raises(OSError, match="in use"):
        Emulator(port=int(emulator.url.rpartition(":")[2])).start()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("environments", {"environment": {"name": "nulls", "urls": None}}),
        ("locales", {"locale": {"code": "it-it", "name": None, "fallback_locale": None}}),
        ("labels", {"label": {"name": "Nulls", "parent": None, "content_types": None}}),
        ("taxonomies", {"taxonomy": {"uid": "nulls", "name": "Nulls", "description": None}}),
    ],
)
def test_null_stands_for_nothing_sent(stack: httpx.Client, path: str, body: dict[str, Any]) -> None:
    key, sent = next(iter(body.items()))
    made = stack.post(f"/v3/{path}", json=body)
    assert made.status_code == 201, made.text
    nulls = {name for name, value in sent.items() if value is None}
    assert None not in {name: made.json()[key][name] for name in nulls}.values()


def test_null_for_what_is_demanded(stack: httpx.Client) -> None:
    response = stack.post("/v3/taxonomies", json={"taxonomy": {"uid": "a", "name": None}})
    assert parse_error(response) == (422, 119, {"name": ["is a required field."]})
    assert parse_error(stack.post("/v3/taxonomies", json={"taxonomy": None}))[2] == {
        "taxonomy": ["is a required field."]
    }


def test_a_form_is_read_only_where_one_can_be_sent(stack: httpx.Client) -> None:
    headers = {"content-type": "multipart/form-data"}
    assert stack.get("/v3/environments", headers=headers).status_code == 200
    assert stack.get(
        "/v3/environments", headers=headers | {"content-type": "multipart/form-data; boundary=b"}
    ).is_success
    response = stack.post("/v3/environments", content=b'{"environment": {"name": "a"}}', headers=headers)
    assert parse_error(response)[:2] == (400, 400)
