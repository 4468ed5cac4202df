"""The recorded flow runs again with the network closed, request for request."""

import asyncio
import json
import re
import socket
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
import yaml

from contentstack_cma import AsyncClient, Client
from contentstack_cma_emulator import Emulator
from tests.replay import record
from tests.replay.record import API_KEY, AUTHTOKEN
from tests.replay.support import recording
from tests.replay.support.flow import SEEN, run, run_async
from tests.replay.support.recording import FOLDER, Scrubber, build_recorder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a replay opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_the_flow_is_replayed() -> None:
    with build_recorder(Scrubber({}, ""), "none").use_cassette("flow.yaml") as cassette:
        with Client(authtoken=AUTHTOKEN) as client:
            assert run(client, API_KEY) == SEEN
        assert cassette.all_played
        assert len(cassette) > 0


@pytest.mark.usefixtures("no_network")
def test_the_flow_is_replayed_asynchronously() -> None:
    async def replay() -> list[object]:
        async with AsyncClient(authtoken=AUTHTOKEN, transport=httpx.AsyncHTTPTransport()) as client:
            return await run_async(client, API_KEY)

    with build_recorder(Scrubber({}, ""), "none").use_cassette("flow_async.yaml") as cassette:
        assert asyncio.run(replay()) == SEEN
        assert cassette.all_played
        assert len(cassette) > 0


@pytest.mark.usefixtures("no_network")
def test_a_request_that_was_not_recorded_fails() -> None:
    with (
        build_recorder(Scrubber({}, ""), "none").use_cassette("flow.yaml"),
        Client(authtoken=AUTHTOKEN) as client,
        pytest.raises(Exception, match=r"flow\.yaml"),
    ):
        client.stack(API_KEY).environments.list()


@pytest.mark.parametrize("cassette", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_a_cassette_says_where_it_comes_from_and_holds_no_secret(cassette: Path) -> None:
    text = cassette.read_text(encoding="utf-8")
    assert text.startswith("# Recorded from ")
    interactions: list[dict[str, Any]] = yaml.safe_load(text)["interactions"]
    for request in (interaction["request"] for interaction in interactions):
        assert request["headers"]["authtoken"] in (AUTHTOKEN, [AUTHTOKEN])
        assert request["headers"]["api_key"] in (API_KEY, [API_KEY])
        assert request["uri"].startswith(recording.ORIGIN)
    assert not re.search(r"127\.0\.0\.1|localhost", text)


def test_recording_replaces_every_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "FOLDER", tmp_path)
    with Emulator() as emulator:
        source = record.read_emulator(emulator)
        record.record(source)
    for written in ("flow.yaml", "flow_async.yaml"):
        text = (tmp_path / written).read_text(encoding="utf-8")
        assert not [secret for secret in source.secrets if secret in text or json.dumps(secret)[1:-1] in text]
