"""The documentation builds without a warning, shows every method, and needs nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from generator.bundle import bundle
from generator.layout import Layout
from generator.operations import read_calls
from generator.sdk_methods import Resource, find_resources

LAYOUT = Layout()
DESCRIPTION = bundle(LAYOUT.spec)
RESOURCES = find_resources(DESCRIPTION, LAYOUT)
_LOADED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"?([^\" >]+)|<link\b[^>]*\bhref=\"?([^\" >]+)")


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_the_page_of_a_resource_shows_every_method_and_an_example(site: Path, resource: Resource) -> None:
    page = (site / "reference" / f"{resource.name}.html").read_text(encoding="utf-8")
    assert [
        method.name for method in resource.methods if method.calls and _anchor(resource, method.name) not in page
    ] == []
    described = (LAYOUT.examples / f"{resource.name}.py").read_text(encoding="utf-8").splitlines()[0].strip('"')
    assert described in page


def test_every_operation_stands_in_the_table_with_a_method_that_is_described(site: Path) -> None:
    page = (site / "reference" / "operations.html").read_text(encoding="utf-8")
    rows = [row for row in page.split("<tr>") if "<td>" in row]
    assert len(rows) == len(read_calls(DESCRIPTION))
    links = [_links(row) for row in rows]
    unlinked = {_first_code(row) for row, linked in zip(rows, links, strict=True) if not linked}
    assert unlinked == read_calls(DESCRIPTION).keys() - {call.id for each in RESOURCES for _, call in each.calls}
    for file, anchor in {link for linked in links for link in linked}:
        assert f'id="{anchor}"' in (site / "reference" / file).read_text(encoding="utf-8")


def test_every_operation_shows_its_evidence(site: Path) -> None:
    page = (site / "reference" / "operations.html").read_text(encoding="utf-8")
    shown = {_first_code(row): _last_cell(row) for row in page.split("<tr>") if "<td>" in row}
    assert shown == {
        name: ", ".join(call.raw["x-evidence"][part] for part in ("request", "response", "errors"))
        for name, call in read_calls(DESCRIPTION).items()
    }


def test_llms_txt_lists_every_guide_and_every_page_has_a_markdown_twin(site: Path) -> None:
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    guides = [f"guides/{path.name}" for path in (LAYOUT.root / "docs" / "guides").glob("*.md")]
    assert [guide for guide in guides if f"/{guide})" not in listed] == []
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    assert [path.name for path in pages if not path.with_suffix(".md").is_file()] == []


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(RESOURCES)
    loaded = {first or second for page in pages for first, second in _LOADED.findall(page.read_text(encoding="utf-8"))}
    assert loaded
    assert sorted(address for address in loaded if "//" in address) == []


def _anchor(resource: Resource, method: str) -> str:
    return f'id="{resource.path}.{method}"'


def _first_code(row: str) -> str:
    return row.partition("<code>")[2].partition("</code>")[0]


def _last_cell(row: str) -> str:
    return row.rpartition("<td>")[2].partition("</td>")[0]


def _links(row: str) -> list[tuple[str, str]]:
    """The methods that a row links to, as file and anchor."""
    return re.findall(r'href="(\w+\.html)#([\w.]+)"', row)
