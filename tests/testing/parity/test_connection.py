"""What a connection sends, and that it returns every response."""

from collections.abc import Iterator

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.errors import NoResponseError
from contentstack_cma_testing.parity.opening import stop_clock
from contentstack_cma_testing.parity.tap import find_proxy
from tests.testing.parity.conftest import create_stack

LABELS = "/v3/labels"


@pytest.fixture
def connection(emulator: Emulator) -> Iterator[Connection]:
    with Connection({}) as connection:
        yield connection


def test_errors_have_their_body(connection: Connection, emulator: Emulator) -> None:
    answer = connection.send("get", "GET", f"{LABELS}/nowhere", api_key=create_stack(emulator))
    assert (answer.status, answer.find("error_code"), answer.is_success) == (422, 141, False)
    assert "x-request-id" in answer.headers


@pytest.mark.parametrize(
    ("name", "value"),
    [("authtoken", "other"), ("Authorization", "other"), ("authorization", "Bearer other")],
)
def test_credentials_of_a_call_replace_those_of_the_run(
    connection: Connection, emulator: Emulator, name: str, value: str
) -> None:
    answer = connection.send("get", "GET", LABELS, api_key=create_stack(emulator), headers={name: value})
    assert answer.status == 401
    sent = emulator.requests[-1].reveal().headers
    assert {key: sent[key] for key in ("authtoken", "authorization") if key in sent} == {name.lower(): value}
    assert connection.send("get", "GET", "/v3/user", api_key=None).status == 200


def test_another_api_key_replaces_that_of_the_stack(connection: Connection, emulator: Emulator) -> None:
    headers = {"api_key": "other"}
    assert connection.send("get", "GET", LABELS, api_key=create_stack(emulator), headers=headers).status == 412
    assert emulator.requests[-1].reveal().headers["api_key"] == "other"


def test_a_write_that_may_have_been_processed_is_not_retried(connection: Connection, emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    before = len(emulator.requests)
    emulator.fail_next(5, status=503)
    body = {"label": {"name": "one"}}
    assert connection.send("create", "POST", LABELS, api_key=api_key, json=body).status == 503
    assert len(emulator.requests) == before + 1


def test_a_response_that_is_no_json_has_no_body(connection: Connection, emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    for kind in ("text/html", "application/json"):
        emulator.fail_next(1, status=400, body="<html>", content_type=kind)
        answer = connection.send("create", "POST", LABELS, api_key=api_key, json={})
        assert (answer.status, answer.json) == (400, None)


def test_files_are_uploaded_and_replaced(connection: Connection, emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    fields = {"asset[title]": "Note", "asset[tags]": "a,b"}
    created = connection.upload(
        "upload", "POST", "/v3/assets", api_key=api_key, name="a.txt", content=b"a", fields=fields
    )
    assert (created.find("asset", "title"), created.find("asset", "tags")) == ("Note", ["a", "b"])
    path = f"/v3/assets/{created.require('asset', 'uid')}"
    replaced = connection.upload("replace", "PUT", path, api_key=api_key, name="b.txt", content=b"b", fields={})
    assert (replaced.status, replaced.find("asset", "_version")) == (200, 2)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v3/extensions"), ("POST", "/v3/assets/a"), ("PUT", "/v3/assets/a/b")]
)
def test_files_are_uploaded_as_assets_only(connection: Connection, method: str, path: str) -> None:
    with pytest.raises(ValueError, match="path must be /v3/assets or that of an asset"):
        connection.upload("upload", method, path, api_key="a", name="a.txt", content=b"a", fields={})


def test_a_burst_ends_with_the_first_429(connection: Connection, emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    with stop_clock(emulator):
        answer = connection.burst("read", LABELS, api_key=api_key, most=200)
    assert answer.status == 429
    assert 50 < len(connection.statuses) < 60
    assert connection.burst("read", LABELS, api_key=api_key, most=1).status in {200, 429}


def test_no_response(connection: Connection, emulator: Emulator) -> None:
    emulator.stop()
    with pytest.raises(NoResponseError, match="create: "):
        connection.send("create", "POST", LABELS, api_key="a", json={})


def test_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert find_proxy("https", "api.contentstack.io") is None
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert find_proxy("https", "api.contentstack.io") == "http://proxy.example:3128"
    assert find_proxy("https", "127.0.0.1") is None
