"""References to assets and entries, as HTML of Contentstack has them: in attributes that begin with `data-sys-`."""

from collections.abc import Mapping
from mimetypes import guess_type
from urllib.parse import unquote, urlsplit

from ..kinds import ASSETS
from ..nodes import Attributes
from .media import read_width
from .safety import is_safe_attribute, is_safe_url
from .styles import parse_style

_ASSET = {
    "data-sys-asset-uid": "asset-uid",
    "asset_uid": "asset-uid",
    "data-sys-asset-filelink": "asset-link",
    "data-sys-asset-filename": "asset-name",
    "data-sys-asset-contenttype": "asset-type",
    "data-sys-asset-alt": "asset-alt",
    "data-sys-asset-caption": "asset-caption",
    "data-sys-asset-position": "position",
    "data-sys-asset-link": "link",
}
_ENTRY = {
    "data-sys-entry-uid": "entry-uid",
    "data-sys-content-type-uid": "content-type-uid",
    "data-sys-entry-locale": "locale",
}
_BOTH = {"sys-style-type": "display-type", "class": "class-name", "id": "id", "type": "type", "target": "target"}
_SAID_ELSEWHERE = frozenset(
    {"style", "src", "alt", "width", "content-type-uid", "data-sys-asset-isnewtab", "asset-alt"}
)
_URLS = frozenset({"asset-link", "link"})

HtmlAttributes = Mapping[str, str | None]


def is_embedded(attributes: HtmlAttributes) -> bool:
    """Return whether an element stands for an asset or an entry."""
    return bool(
        attributes.get("data-sys-entry-uid") or attributes.get("data-sys-asset-uid") or attributes.get("asset_uid")
    )


def read_embedded(attributes: HtmlAttributes) -> Attributes:
    """Return the attributes of the reference that an element stands for."""
    is_entry = bool(attributes.get("data-sys-entry-uid"))
    names = {**_BOTH, **(_ENTRY if is_entry else _ASSET)}
    attrs: Attributes = {"type": "entry" if is_entry else "asset"}
    kept: Attributes = {}
    for name, said in attributes.items():
        value = said or ""
        if name in names:
            if names[name] not in _URLS or is_safe_url(value):
                attrs[names[name]] = value
        elif name == "href":
            attrs |= _read_target(value, attributes, is_entry=is_entry)
        elif name not in _SAID_ELSEWHERE and is_safe_attribute(name, value):
            kept[name] = value
    if not is_entry:
        _complete_asset(attrs, attributes)
    attrs.setdefault("display-type", "block" if is_entry else "display")
    style = {name: value for name, value in parse_style(attributes.get("style") or "").items() if value != "auto"}
    attrs |= ({"style": style} if style else {}) | ({"redactor-attributes": kept} if kept else {})
    return attrs if is_entry else read_width(attributes.get("width") or "", attrs)


def _read_target(url: str, attributes: HtmlAttributes, *, is_entry: bool) -> Attributes:
    """Return where a link leads. That of an asset leads to its file, which is mostly said elsewhere."""
    if not is_safe_url(url) or (not is_entry and attributes.get("data-sys-asset-filelink")):
        return {}
    return {"href" if is_entry else "asset-link": url}


def _complete_asset(attrs: Attributes, attributes: HtmlAttributes) -> None:
    source, alt = (attributes.get(name) or "" for name in ("src", "alt"))
    if source and is_safe_url(source, is_image=True):
        attrs.setdefault("asset-link", source)
    if alt:
        attrs.setdefault("asset-alt", alt)
    if attributes.get("data-sys-asset-isnewtab") == "true":
        attrs["target"] = "_blank"
    attrs["content-type-uid"] = ASSETS
    name = _read_filename(attrs.get("asset-link", ""))
    if name:
        attrs.setdefault("asset-name", name)
        attrs.setdefault("asset-type", guess_type(name)[0] or "application/octet-stream")


def _read_filename(url: str) -> str:
    """Return the file name in the URL of an asset; empty if there is none."""
    try:
        return unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        return ""
