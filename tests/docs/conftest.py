"""Where documented code runs: a folder of its own, an emulator, and its credentials in the environment."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from contentstack_cma_emulator import Emulator
from tests.browser.conftest import browser
from tests.docs.support.articles import write_articles
from tests.docs.support.books import write_books
from tests.docs.support.code_blocks import ROOT
from tests.docs.support.exports import copy_export
from tests.docs.support.signed_requests import SECRET

__all__ = ["browser"]
"""A fixture of other tests that these need too."""

ENVIRONMENT = ROOT / ".venvs" / "docs"


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    with Emulator() as running:
        yield running


@pytest.fixture
def signed_in(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Emulator]:
    """An emulator that `Client()` finds by the environment, and a folder with a photo, books and articles in it."""
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 a photo of sorts")
    write_books(tmp_path)
    copy_export(tmp_path)
    write_articles(tmp_path)
    yield emulator
    sys.modules.pop("models", None)  # a guide generates it
    logging.getLogger("contentstack_cma").setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, which the processes that run tests build once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    built = shared / "site"
    with FileLock(shared / "site.lock"):
        if not built.exists():
            _build_site(shared / "unfinished").rename(built)
    return built


def _build_site(target: Path) -> Path:
    """Build it as `make docs` does, in the environment that has what it takes."""
    installed = (ENVIRONMENT / ".installed").relative_to(ROOT)
    subprocess.run(["make", "--silent", str(installed)], cwd=ROOT, check=True, capture_output=True)
    command = [str(ENVIRONMENT / "bin" / "mkdocs"), "build", "--strict", "--site-dir", str(target)]
    settings = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("INFO")] == []
    return target
