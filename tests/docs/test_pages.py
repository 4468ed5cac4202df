"""Every block of the README and of the guides runs as readers run it: in a script, an interpreter or a notebook."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from tests.docs.support.code_blocks import ROOT, put_account_in, read_blocks, read_python_blocks, read_sections
from tests.docs.support.exports import copy_export
from tests.docs.support.run_modes import (
    WAYS,
    InterruptedBlockError,
    find_missing_imports,
    is_cell,
    paste,
    run_as_script,
    run_in_notebook,
    show_nothing,
)

README = ROOT / "README.md"
SECTIONS = {title: code for title, code in read_sections(README).items() if code}
WRITTEN = sorted(path for path in (ROOT / "docs").rglob("*.md") if not path.is_relative_to(ROOT / "docs" / "reference"))
"""The pages that are not generated: the blocks of those are the examples, see test_examples.py."""

PAGES = {path.relative_to(ROOT).as_posix(): read_python_blocks(path) for path in WRITTEN}
TEXTS = {title: code for title, code in [*SECTIONS.items(), *PAGES.items()] if code}
"""What a reader begins with: a section of the README, or a page."""


@pytest.fixture(autouse=True)
def open_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the clients that readers leave open, or to the garbage collector."""
    clients: list[Client] = []
    make = Client.__init__

    def make_and_remember(self: Client, **options: Any) -> None:
        make(self, **options)
        clients.append(self)

    monkeypatch.setattr(Client, "__init__", make_and_remember)
    yield
    for client in clients:
        client.close()


def run(way: str, shown: list[str], emulator: Emulator) -> None:
    if way != "notebook":
        shown = [block for block in shown if not is_cell(block)]
    WAYS[way]([put_account_in(block, emulator) for block in shown], {"__name__": "__main__"})


def test_most_pages_hold_code() -> None:
    assert len(PAGES) >= 10
    assert len(SECTIONS) >= 10


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("way", WAYS)
def test_every_block_runs(way: str, text: str, signed_in: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "displayhook", show_nothing)
    run(way, TEXTS[text], signed_in)


@pytest.mark.parametrize("text", TEXTS)
def test_every_block_imports_what_it_uses(text: str) -> None:
    assert find_missing_imports(TEXTS[text]) == []


def test_only_the_guide_to_notebooks_has_blocks_that_need_one() -> None:
    assert [text for text, code in TEXTS.items() if any(map(is_cell, code))] == ["docs/guides/notebooks.md"]


@pytest.mark.parametrize("text", [text for text, code in PAGES.items() if any("def test_" in block for block in code)])
def test_the_tests_that_are_shown_pass(text: str, tmp_path: Path) -> None:
    copy_export(tmp_path)
    for number, block in enumerate(block for block in TEXTS[text] if "def test_" in block):
        (tmp_path / f"test_{number}.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_fastapi_application_returns_an_entry(signed_in: Emulator) -> None:
    names: dict[str, Any] = {}
    run_as_script([put_account_in(PAGES["docs/guides/fastapi.md"][0], signed_in)], names)
    app = names["app"]

    async def visit() -> tuple[int, Any, int]:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://app") as http,
        ):
            created = await app.state.blog.create({"title": "Hello", "url": "/hello"})
            found = await http.get(f"/posts/{created.uid}")
            missing = await http.get("/posts/blt0")
            assert "_version" in (await http.get("/openapi.json")).text
            return found.status_code, found.json(), missing.status_code

    status, post, missing = asyncio.run(visit())
    assert (status, post["title"], missing) == (200, "Hello", 404)


@pytest.mark.parametrize("block", ["if True:\n    a = 1\n\n    b = 2\n", "if True:\n    a = 1\nb = 2\n", "a = (\n"])
def test_a_block_that_cannot_be_pasted_is_noticed(block: str) -> None:
    with pytest.raises((SyntaxError, InterruptedBlockError)):
        paste([block], {})


def test_a_block_is_pasted_as_it_runs_in_a_script() -> None:
    block = "def double(a):\n    return 2 * a\n\n\nif True:\n    b = double(\n        2,\n\n    )\n\nc = b + 1\n"
    pasted: dict[str, Any] = {}
    paste([block], pasted)
    ran: dict[str, Any] = {}
    run_as_script([block], ran)
    assert pasted["c"] == ran["c"] == 5


MAIN = """
import asyncio


async def main():
    print("in a loop")


"""
IN_A_LOOP = """
coroutine = main()
try:
    asyncio.run(coroutine)
except RuntimeError:
    coroutine.close()
else:
    raise AssertionError
"""


def test_a_notebook_awaits_what_a_script_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_in_notebook([f"{MAIN}asyncio.run(main())\n", IN_A_LOOP], {})
    assert capsys.readouterr().out == "in a loop\n"


def test_the_readme_downloads_what_it_uploads(signed_in: Emulator, tmp_path: Path) -> None:
    run("script", SECTIONS["Assets"], signed_in)
    assert (tmp_path / "copy.jpg").read_bytes() == (tmp_path / "photo.jpg").read_bytes()


def test_the_seed_of_the_guide_can_be_used(tmp_path: Path) -> None:
    (seed,) = read_blocks(ROOT / "docs" / "guides" / "emulator.md", "yaml")
    (tmp_path / "seed.yaml").write_text(seed, encoding="utf-8")
    (tmp_path / "kettle.jpg").write_bytes(b"a photo of sorts")
    with Emulator(seed=tmp_path / "seed.yaml", demo=False) as emulator:
        assert [stack.api_key for stack in emulator.stacks] == ["shop"]
