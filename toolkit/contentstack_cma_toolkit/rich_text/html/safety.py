"""What must not get from data into a page: URLs and attributes that run scripts."""

import html
import re
from functools import lru_cache
from urllib.parse import unquote

URL_ATTRIBUTES = frozenset(
    {
        "href",
        "src",
        "action",
        "formaction",
        "poster",
        "cite",
        "background",
        "xlink:href",
        "data",
        "ping",
        "longdesc",
        "lowsrc",
        "dynsrc",
        "srcset",
        "manifest",
        "icon",
        "url",
        "data-sys-asset-filelink",
        "data-sys-asset-link",
    }
)
_UNSAFE_SCHEMES = ("javascript:", "vbscript:", "livescript:", "mocha:", "data:")
_WRAPPERS = re.compile(r"(?:feed:|jar:|pcast:|view-source:|wyciwyg:)+(?://)?")
"""Schemes of a URL around another one."""

_SAFE_DATA = (
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
    "data:image/avif",
)
_IGNORED = dict.fromkeys([*range(33), 127, *range(128, 161), 173, *range(8203, 8208), 65279])
"""Characters that a browser ignores in a URL, or that hide in one."""

_MOST_OF_THE_REST = 64
"""How much after the colon is looked at: enough for a media type."""

_NAME = re.compile(r"[A-Za-z_:][\w:.-]*", re.ASCII)
_NEVER = frozenset({"srcdoc", "style", "redactor-attributes"})


def is_safe_url(url: str, *, is_image: bool = False) -> bool:
    """Return whether a URL can be opened without running a script, however it is written.

    Args:
        url: The URL.
        is_image: It is only shown as an image, where `data:` URLs of images are safe.
    """
    if ":" not in url and "&" not in url and "%" not in url:
        return True
    plain = _WRAPPERS.sub("", _uncover(url))
    if is_image and plain.startswith(_SAFE_DATA):
        return True
    return not plain.startswith(_UNSAFE_SCHEMES)


@lru_cache(maxsize=1024)
def is_safe_name(name: str) -> bool:
    """Return whether an attribute of this name can be written, and runs no script."""
    return bool(_NAME.fullmatch(name)) and not name.lower().startswith("on") and name.lower() not in _NEVER


def is_safe_attribute(name: str, value: str, *, is_image: bool = False) -> bool:
    """Return whether an attribute can be written, and runs no script."""
    if not is_safe_name(name):
        return False
    return name.lower() not in URL_ATTRIBUTES or is_safe_url(value, is_image=is_image)


def _uncover(url: str) -> str:
    """Undo what hides a scheme: entities and escapes, also of each other, spaces, control characters, capitals."""
    most = 4
    for _ in range(most):
        uncovered = html.unescape(url) if "&" in url else url
        if "%" in uncovered.partition(":")[0]:
            uncovered = unquote(uncovered, errors="replace")
        if uncovered == url:
            break
        url = uncovered
    scheme, colon, rest = url.partition(":")
    return f"{scheme.translate(_IGNORED)}{colon}{rest[:_MOST_OF_THE_REST].translate(_IGNORED)}".lower()
