"""References in HTML rich text: attributes of embedded entries and assets, and URLs of assets."""

import re

from .texts import map_urls
from .uids import Reference, Resolver

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w:-])(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<d>[^\"]*)\"|'(?P<s>[^']*)'|(?P<u>[^\s\"'<>=`]+))")
_HINT = re.compile("uid", re.IGNORECASE)
"""What text without such references lacks, so that most of it is not searched for tags."""

_ENTRY = "data-sys-entry-uid"
_ASSETS = frozenset({"data-sys-asset-uid", "asset_uid"})
_CONTENT_TYPE = "data-sys-content-type-uid"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def map_html(text: str, resolver: Resolver) -> str:
    """Return HTML with other references, and without the elements whose reference is left out.

    Everything else stays as it is, to the letter: HTML that is malformed too.
    """
    return map_urls(_map_tags(text, resolver) if _HINT.search(text) else text, resolver)


def _map_tags(text: str, resolver: Resolver) -> str:
    parts: list[str] = []
    position = 0
    ends: dict[int, int] = {}
    for tag in _TAG.finditer(text):
        if tag.start() < position or not tag["attributes"] or tag["close"]:
            continue
        parts.append(text[position : tag.start()])
        changed = _map_tag(tag, resolver)
        parts.append(changed or "")
        ends = ends or (_find_ends(text) if changed is None else {})
        position = tag.end() if changed is not None else ends[tag.start()]
    return "".join([*parts, text[position:]])


def _map_tag(tag: "re.Match[str]", resolver: Resolver) -> str | None:
    """Return a start tag with other uids; None if a reference is left out."""
    start = tag.start("attributes") - tag.start()
    attributes = list(_ATTRIBUTE.finditer(tag[0], start))
    content_type = next((_read(each) for each in attributes if each["name"].lower() == _CONTENT_TYPE), None)
    parts: list[str] = []
    position = 0
    for attribute in attributes:
        reference = _read_reference(attribute, content_type)
        if reference is None:
            continue
        target = resolver.resolve(reference)
        if target is None:
            return None
        begin, end = attribute.span(attribute.lastgroup or 0)
        parts += [tag[0][position:begin], target]
        position = end
    return "".join([*parts, tag[0][position:]])


def _read(attribute: "re.Match[str]") -> str:
    return attribute[attribute.lastgroup or 0]


def _read_reference(attribute: "re.Match[str]", content_type: str | None) -> Reference | None:
    name, uid = attribute["name"].lower(), _read(attribute)
    if name == _ENTRY and uid:
        return Reference("entry", uid, content_type)
    return Reference("asset", uid) if name in _ASSETS and uid else None


def _find_ends(text: str) -> dict[int, int]:
    """Return where each element ends, by where it starts. One without an end tag ends with its start tag."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for tag in _TAG.finditer(text):
        name = (tag["name"] or "").lower()
        if not tag["close"]:
            ends[tag.start()] = tag.end()
            if name not in _VOID and not (tag["attributes"] or "").endswith("/"):
                opened.setdefault(name, []).append(tag.start())
        elif opened.get(name):
            ends[opened[name].pop()] = tag.end()
    return ends
