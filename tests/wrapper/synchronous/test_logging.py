# Derived from asynchronous/test_logging.py by generator/unasync.py: edit that, not this.
"""The log: one line per request, details, and what turns it on."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, Login
from contentstack_cma.logs import LOG
from contentstack_cma.models import Asset
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environment,
    build_environments,
    build_login,
    build_response,
)


@pytest.fixture(autouse=True)
def logger_as_before() -> Iterator[None]:
    handlers, level = LOG.handlers[:], LOG.level
    yield
    LOG.handlers[:] = handlers
    LOG.setLevel(level)


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(authtoken="hidden", transport=server.transport, **options)


def test_a_line_per_request(waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "contentstack_cma")
    server = Scripted(
        build_response(429, {"retry-after": "7"}),
        httpx.ConnectError("refused"),
        build_response(201, {"x-request-id": "r1"}, environment={"uid": "u", "name": "n"}),
    )
    with client_of(server) as client:
        client.stack("key", branch="dev").environments.create({"name": "n"})
    records = [record for record in caplog.records if record.name == "contentstack_cma"]
    lines = [record.getMessage() for record in records]
    assert [record.levelname for record in records] == ["INFO"] * 5
    assert lines[0].startswith("POST /v3/environments 429 0.")
    assert lines[0].endswith(" s attempt 1")
    assert lines[1] == "POST /v3/environments retry in 7.00 s: 429 rate_limited"
    assert lines[2].startswith("POST /v3/environments ConnectError 0.")
    assert lines[2].endswith(" s attempt 2 outcome not_sent")
    assert lines[3].endswith("s: not_sent")
    assert lines[4].endswith(" s attempt 3 request id r1")
    fields = vars(records[4])
    assert (fields["status"], fields["method"], fields["path"]) == (201, "POST", "/v3/environments")
    assert (fields["call"], fields["api_key"], fields["attempt"]) == ("stack.environments.create()", "key", 3)
    assert (fields["outcome"], fields["request_id"]) == ("done", "r1")
    assert (vars(records[2])["error_type"], vars(records[1])["wait"]) == ("ConnectError", 7.0)


def test_details(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "contentstack_cma")
    server = Scripted(build_response(200, {"x-ratelimit-limit": "10", "x-own": "hidden"}, environments=[]))
    with client_of(server, headers={"x-mine": "hidden"}) as client:
        client.stack("key").environments.list(asc="name")
    text = caplog.text
    assert "https://api.contentstack.io/v3/environments?" in text
    assert "asc=name" in text
    assert "waited 0.000 s for the pace" in text
    assert "'authtoken': 'REDACTED'" in text
    assert "'x-mine': 'REDACTED'" in text
    assert "'x-ratelimit-limit': '10'" in text
    assert "hidden" not in text


def test_a_sign_in_and_a_download_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "contentstack_cma")
    server = Scripted(build_login("hidden"), build_environments(), httpx.Response(200, content=b"x"))
    login = Login("me@example.com", "hidden")
    with Client(auth=login, transport=server.transport) as client:
        client.stack("key").environments.list()
        asset = Asset.from_dict({"uid": "a", "url": "https://images.example.com/a.png?sig=hidden"})
        with client.stack("key").assets.stream(asset) as chunks:
            assert sync_list(chunks) == [b"x"]
    assert "POST /v3/user-session 200" in caplog.text
    assert "GET https://images.example.com/a.png?REDACTED 200" in caplog.text
    assert "hidden" not in caplog.text


def test_a_path_cannot_forge_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "contentstack_cma")
    server = Scripted(httpx.ConnectError("refused"))
    with client_of(server, max_retries=0) as client, pytest.raises(ConnectionError):
        client.stack("key").entries("a").get("b\nERROR:root:forged")
    assert all("\n" not in record.getMessage() for record in caplog.records if record.name == "contentstack_cma")


def test_nothing_is_printed_by_default(capfd: pytest.CaptureFixture[str], waits: list[float]) -> None:
    with client_of(Scripted(build_response(429), build_environment())) as client:
        client.stack("key").environments.create({"name": "n"})
    assert capfd.readouterr() == ("", "")
    assert any(isinstance(handler, logging.NullHandler) for handler in LOG.handlers)


@pytest.mark.parametrize("value", ["info", " INFO ", "debug"])
def test_a_variable_turns_it_on(
    value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENTSTACK_LOG", value)
    with client_of(Scripted()), client_of(Scripted(build_environments())) as client:
        client.stack("key").environments.list()
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("INFO contentstack_cma: GET /v3/environments 200") == 1
    assert ("DEBUG" in printed.err) == (value == "debug")
    assert "hidden" not in printed.err


def test_the_variable_leaves_a_level_that_the_program_chose_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_LOG", "debug")
    with client_of(Scripted()):
        LOG.setLevel(logging.WARNING)
    with client_of(Scripted()):
        assert LOG.level == logging.WARNING
        assert len([handler for handler in LOG.handlers if not isinstance(handler, logging.NullHandler)]) == 1


def test_a_program_that_logs_to_standard_error_gets_each_line_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENTSTACK_LOG", "info")
    own = logging.StreamHandler()
    logging.getLogger().addHandler(own)
    try:
        with client_of(Scripted(build_environments())) as client:
            client.stack("key").environments.list()
    finally:
        logging.getLogger().removeHandler(own)
    assert capsys.readouterr().err.count("GET /v3/environments 200") == 1


@pytest.mark.parametrize("value", ["1", "warning", "verbose"])
def test_a_wrong_value_is_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_LOG", value)
    with pytest.raises(ValueError, match=rf"CONTENTSTACK_LOG must be info or debug.*'{value}'"):
        client_of(Scripted())
    monkeypatch.setenv("CONTENTSTACK_LOG", "")
    with client_of(Scripted()):
        pass
