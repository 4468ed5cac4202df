"""Where documented code runs: a folder of its own, an emulator, and its credentials in the environment."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma_emulator import Emulator


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    with Emulator() as running:
        yield running


@pytest.fixture
def signed_in(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Emulator]:
    """An emulator that `Client()` finds by the environment, and a folder with a photo in it."""
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 a photo of sorts")
    yield emulator
    logging.getLogger("contentstack_cma").setLevel(logging.NOTSET)
