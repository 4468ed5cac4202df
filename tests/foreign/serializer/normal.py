"""One form for JSON and HTML that mean the same, so that two conversions can be compared."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_IDS = {"uid", "separaterId", "redactor-attributes"}
_INLINE = {"a", "span", "fragment"}


def normalize_json(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node without ids, empty attributes and the attributes of HTML that say the same again.

    Equal texts that are neighbours become one, and a fragment, which shows nothing, counts where it separates text
    from blocks only.
    """
    made = {name: value for name, value in _drop_empty(node).items() if name != "children"}
    if "text" in node:
        return {"text": "", **made}
    children = [normalize_json(child) for child in node["children"]]
    if not any(map(_is_block, children)):
        children = [inner for child in children for inner in _unwrap(child)]
    return {**made, "children": _merge(children)}


def _drop_empty(value: dict[str, Any]) -> dict[str, Any]:
    made = {name: _drop_empty(part) if isinstance(part, dict) else part for name, part in value.items()}
    return {name: part for name, part in made.items() if name not in _IDS and part not in ({}, "", None)}


def _is_block(node: dict[str, Any]) -> bool:
    return "text" not in node and node.get("type") not in _INLINE | {"img", "reference", "embed"}


def _unwrap(node: dict[str, Any]) -> list[dict[str, Any]]:
    return node["children"] if node.get("type") == "fragment" else [node]


def _merge(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for child in children:
        last = merged[-1] if merged else {}
        if "text" in child and "text" in last and child | {"text": ""} == last | {"text": ""}:
            merged[-1] = last | {"text": last["text"] + child["text"]}
        else:
            merged.append(child)
    return merged


def normalize_html(html: str) -> list[Any]:
    """Return the elements and texts of HTML, with sorted attributes and without empty ones."""
    body = LexborHTMLParser(html).body
    assert body is not None
    return _read_children(body)


def _read_children(element: LexborNode) -> list[Any]:
    return [_read(child) for child in element.iter(include_text=True)]


def _read(node: LexborNode) -> Any:
    if node.is_text_node:
        return node.text_content
    attributes = {name: value for name, value in node.attributes.items() if value and name != "style"}
    style = sorted(part.strip().replace(": ", ":") for part in (node.attributes.get("style") or "").split(";"))
    return [node.tag, attributes, [part for part in style if part], _read_children(node)]
