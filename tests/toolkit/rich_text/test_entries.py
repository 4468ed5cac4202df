"""What is made here is accepted in a field of JSON rich text, and comes back as it was."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.rich_text import (
    Document,
    asset,
    bold,
    bullet_list,
    code_block,
    embed,
    entry,
    from_html,
    from_json,
    from_markdown,
    heading,
    inline_code,
    link,
    list_item,
    numbered_list,
    paragraph,
    references,
    rule,
    table,
    to_json,
)

PAGES = Path(__file__).with_name("pages")
RICH_TEXT: dict[str, Any] = {
    "display_name": "Body",
    "uid": "body",
    "data_type": "json",
    "reference_to": ["sys_assets", "page"],
    "field_metadata": {"allow_json_rte": True, "embed_entry": True, "rich_text_type": "advanced"},
}


@pytest.fixture(scope="module")
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        title: dict[str, Any] = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True}
        stack.content_types.create({"title": "Page", "uid": "page", "schema": [title, RICH_TEXT]})
        yield stack


def store(stack: Stack, doc: Document) -> Document:
    """Create an entry with a document, and return the one that is read back."""
    pages = stack.entries("page")
    created = pages.create({"title": "A page", "body": to_json(doc)})
    stored = pages.get(created.uid)["body"]
    assert {**to_json(doc), "_version": 1} == stored
    return from_json(stored)


def test_everything_that_can_be_built_is_accepted(stack: Stack) -> None:
    photo = stack.assets.upload(b"\x89PNG", file_name="a.png", content_type="image/png")
    other = stack.entries("page").create({"title": "Other"})
    doc = Document(
        [
            heading(1, "News"),
            paragraph("Hello ", bold("world"), link("/a", "there"), inline_code("x")),
            bullet_list("one", list_item("two", numbered_list("deeper"))),
            table([["1", "2"]], header=["a", "b"]),
            code_block("print()"),
            rule(),
            embed("https://www.youtube.com/embed/a"),
            asset(photo, alt="A photo"),
            entry(other.uid, "page", locale="en-us"),
        ]
    )
    again = store(stack, doc)
    assert [(found.kind, found.uid) for found in references(again)] == [("asset", photo.uid), ("entry", other.uid)]
    found = next(references(again)).node.attrs
    assert (found["asset-link"], found["asset-name"], found["asset-type"]) == (photo.url, "a.png", "image/png")


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_what_people_paste_is_accepted(stack: Stack, page: Path) -> None:
    store(stack, from_html(page.read_text("utf-8")))


def test_markdown_is_accepted(stack: Stack) -> None:
    store(stack, from_markdown("# a\n\n- b\n  - c\n\n| d |\n| - |\n| e |\n\n```\nf\n```\n"))


def test_nothing_is_accepted(stack: Stack) -> None:
    store(stack, from_html(""))


def test_the_deepest_page_is_accepted(stack: Stack) -> None:
    store(stack, from_html("<div>" * 10_000 + "deep"))
    store(stack, from_html("<ul><li>a" * 200))


def test_images_are_uploaded_on_the_way(stack: Stack) -> None:
    def upload(url: str, alt: str) -> Any:
        return stack.assets.upload(b"\x89PNG", file_name=url.rpartition("/")[2], content_type="image/png", title=alt)

    doc = from_html('<p>a</p><img src="https://example.com/cat.png" alt="A cat">', on_image=upload)
    (found,) = references(store(stack, doc))
    assert stack.assets.get(found.uid).filename == "cat.png"
