"""Our conversion of rich text beside the official one, over all elements and in both directions."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from contentstack_cma_toolkit.rich_text import from_html, from_json, to_html
from tests.foreign.serializer.normal import normalize_html, normalize_json
from tests.foreign.serializer.program import PACKAGES, convert_all
from tests.foreign.serializer.snippets import DOCUMENTS, HTML

MOST_DIFFERENCES = 0.05

FROM_HTML = {
    "aligned paragraph": "The official one adds two properties that its parser of CSS makes of `text-align`.",
    "inline code": "The official one writes a mark that it does not read: its own HTML of it has no code.",
    "list directly in a list": "HTML does not allow it; ours is in the item before, as in every other list.",
    "script": "The official one keeps scripts, and writes them into pages.",
    "style sheet": "The official one keeps style sheets as nodes.",
}
TO_HTML = {
    "asset with a text": "The official one leaves the image without its `alt`.",
    "font": "The official one writes `undefined` as the size and the family.",
    "image in a link": "The official one writes `anchorLink` as an attribute too, which HTML does not have.",
    "inline code": "The official one writes a `<span>` that looks like text; ours is `<code>`.",
    "script as a link": "The official one writes links that run scripts.",
}


@dataclass(frozen=True)
class Conversions:
    """What both made of a snippet, in one form."""

    ours: Any
    theirs: Any


@pytest.fixture(scope="module")
def converted() -> tuple[dict[str, Conversions], dict[str, Conversions]]:
    PACKAGES.ensure_installed()
    documents, pages = convert_all(html=list(HTML.values()), documents=list(DOCUMENTS.values()))
    read = {
        name: Conversions(normalize_json(from_html(html).to_dict()), normalize_json(theirs))
        for (name, html), theirs in zip(HTML.items(), documents, strict=True)
    }
    written = {
        name: Conversions(normalize_html(to_html(from_json(document))), normalize_html(theirs))
        for (name, document), theirs in zip(DOCUMENTS.items(), pages, strict=True)
    }
    return read, written


Converted = tuple[dict[str, Conversions], dict[str, Conversions]]


@pytest.mark.parametrize("name", HTML)
def test_html_becomes_what_it_officially_does(converted: Converted, name: str) -> None:
    found = converted[0][name]
    assert (found.ours == found.theirs) == (name not in FROM_HTML), json.dumps([found.ours, found.theirs], indent=1)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_rich_text_becomes_what_it_officially_does(converted: Converted, name: str) -> None:
    found = converted[1][name]
    assert (found.ours == found.theirs) == (name not in TO_HTML), json.dumps([found.ours, found.theirs], indent=1)


def test_both_agree_nearly_always() -> None:
    assert FROM_HTML.keys() <= HTML.keys()
    assert TO_HTML.keys() <= DOCUMENTS.keys()
    total = len(HTML) + len(DOCUMENTS)
    assert total > 200
    assert len(FROM_HTML) + len(TO_HTML) <= MOST_DIFFERENCES * total
