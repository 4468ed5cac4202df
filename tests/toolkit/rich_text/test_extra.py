"""The parsers are an extra: they are loaded when they are needed, and named when they are missing."""

import subprocess
import sys

import pytest

from contentstack_cma_toolkit import rich_text

WITHOUT_PARSERS = """
import sys
sys.modules["selectolax"] = sys.modules["selectolax.lexbor"] = sys.modules["markdown_it"] = None
from contentstack_cma_toolkit.rich_text import *
"""

WORKS = """
doc = Document([heading(1, "a"), paragraph(bold("b")), table([["c"]])])
assert from_json(to_json(doc)) == doc
print(to_html(doc), to_text(doc), to_markdown(doc), len(list(walk(doc))), list(references(doc)))
loaded = [name for name in sys.modules if name.startswith("contentstack_cma.") or name in {"httpx", "contentstack_cma"}]
assert not loaded, loaded
"""

MISSING = """
for read in (from_html, from_markdown):
    try:
        read("a")
    except ImportError as error:
        print(error)
"""

NOTHING_LOADED = """
import sys
import contentstack_cma_toolkit.rich_text
assert not [name for name in sys.modules if "selectolax" in name or "markdown" in name or "httpx" in name]
assert not [name for name in sys.modules if name.startswith("contentstack_cma_toolkit.rich_text.")]
"""


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_but_the_readers_works_without_the_extra_and_the_client() -> None:
    assert run(WITHOUT_PARSERS + WORKS).startswith("<h1>a</h1><p><strong>b</strong></p><table>")


def test_the_readers_name_the_extra() -> None:
    assert run(WITHOUT_PARSERS + MISSING).splitlines() == [
        'from_html() needs an extra: pip install "contentstack-cma[richtext]"',
        'from_markdown() needs an extra: pip install "contentstack-cma[richtext]"',
    ]


def test_importing_the_package_loads_nothing() -> None:
    run(NOTHING_LOADED)


def test_every_name_can_be_imported() -> None:
    for name in rich_text.__all__:
        assert getattr(rich_text, name) is not None
        assert name in dir(rich_text)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = rich_text.nothing  # type: ignore[attr-defined]
