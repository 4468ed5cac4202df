"""Images are uploaded on the way, by a function of the user's."""

import asyncio
from dataclasses import dataclass

import pytest

from contentstack_cma_toolkit.rich_text import (
    Document,
    Node,
    areplace_images,
    asset,
    find,
    from_html,
    from_markdown,
    image,
    images,
    paragraph,
    references,
    replace_images,
)

PAGE = (
    '<p>a <img src="https://example.com/a.png" alt="A cat" width="40"> b</p>'
    '<figure><a href="/l" target="_blank"><img src="https://example.com/b.png"></a><figcaption>c</figcaption></figure>'
    '<img src="https://example.com/a.png" alt="Again">'
    '<img data-src="https://example.com/late.png" src="data:image/gif;base64,R0">'
)


@dataclass
class Uploaded:
    """What an upload returns, as far as it matters."""

    uid: str
    url: str = "https://images.contentstack.io/v3/assets/a.png"
    filename: str = "a.png"
    content_type: str = "image/png"


def test_each_image_is_passed_once() -> None:
    seen: list[tuple[str, str]] = []

    def upload(url: str, alt: str) -> str:
        seen.append((url, alt))
        return f"blt{len(seen)}"

    doc = from_html(PAGE, on_image=upload)
    assert seen == [
        ("https://example.com/a.png", "A cat"),
        ("https://example.com/b.png", ""),
        ("https://example.com/late.png", ""),
    ]
    assert [reference.uid for reference in references(doc)] == ["blt1", "blt2", "blt1", "blt3"]
    assert list(images(doc)) == []


def test_the_asset_looks_like_the_image() -> None:
    doc = from_html(PAGE, on_image=lambda url, _alt: Uploaded(f"blt-{url[-5]}"))
    first, second, third, _ = (node.attrs for node in find(doc, "reference"))
    shared = {
        "type": "asset",
        "content-type-uid": "sys_assets",
        "display-type": "display",
        "class-name": "embedded-asset",
    }
    file = {"asset-link": Uploaded("").url, "asset-name": "a.png", "asset-type": "image/png"}
    size = {"width": 40, "style": {"width": "40px", "max-width": "40px"}}
    assert first == {**shared, **file, **size, "asset-uid": "blt-a", "asset-alt": "A cat"}
    more = {"asset-caption": "c", "link": "/l", "target": "_blank"}
    assert second == {**shared, **file, **more, "asset-uid": "blt-b"}
    assert third["asset-alt"] == "Again"


def test_a_uid_alone_refers_to_where_the_image_was() -> None:
    doc = from_html('<img src="/a.png">', on_image=lambda _url, _alt: "blt1")
    assert [node.attrs["asset-link"] for node in find(doc, "reference")] == ["/a.png"]


def test_none_leaves_the_image() -> None:
    kept = from_html(PAGE, on_image=lambda _url, _alt: None)
    assert kept == from_html(PAGE)
    assert len(list(images(kept))) == 4


def test_any_node_can_take_the_place() -> None:
    doc = from_html('<p><img src="/a"> <img src="/a"></p>', on_image=lambda url, _alt: asset("blt1", url=url))
    one, other = find(doc, "reference")
    assert one == other
    assert one is not other


def test_what_the_function_raises_passes_through() -> None:
    def fail(_url: str, _alt: str) -> str:
        raise OSError("no connection")

    with pytest.raises(OSError, match="no connection"):
        from_html(PAGE, on_image=fail)


@pytest.mark.parametrize("result", [5, {"uid": "a"}, Uploaded(None)])  # type: ignore[arg-type]
def test_another_result_is_named(result: object) -> None:
    with pytest.raises(TypeError, match="on_image must return an asset, its uid, a node or None, not"):
        from_html(PAGE, on_image=lambda _url, _alt: result)  # type: ignore[arg-type,return-value]


def test_markdown_has_images_too() -> None:
    doc = from_markdown('![A cat](https://example.com/a.png "t")', on_image=lambda url, alt: f"{alt} {url}")
    assert [reference.uid for reference in references(doc)] == ["A cat https://example.com/a.png"]


def test_existing_documents_can_be_changed() -> None:
    doc = Document([paragraph("a"), image("/a.png"), Node("img", [""], {"asset": "x"})])
    assert replace_images(doc, lambda _url, _alt: "blt1") == 1
    assert replace_images(doc, lambda _url, _alt: "blt1") == 0


def test_an_async_function_is_awaited() -> None:
    seen: list[str] = []

    async def upload(url: str, _alt: str) -> Uploaded:
        await asyncio.sleep(0)
        seen.append(url)
        return Uploaded("blt1")

    doc = from_html(PAGE)
    assert asyncio.run(areplace_images(doc, upload)) == 4
    assert len(seen) == 3
    assert len(list(references(doc))) == 4
