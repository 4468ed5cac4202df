"""References in text: URLs of assets, and uids in the texts of custom fields."""

import re
from collections.abc import Callable, Iterator

from .uids import Keeper, Resolver

_URL = re.compile(
    r"(?:https?:)?//[^\s\"'<>\\/]+/v3/assets/[^\s\"'<>\\/?#]+/(?P<uid>[\w-]+)(?:/[^\s\"'<>\\?#]{0,1000})?", re.ASCII
)
"""The URL of an asset, without its query: host, API key of the stack, uid, uid of the version, and file name."""

_MARK = "/v3/assets/"
_UID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_MADE_UID = re.compile(r"(?<![A-Za-z0-9_-])(?:blt|cs)[0-9a-f]{14,40}(?![A-Za-z0-9_-])", re.ASCII)
"""A uid as the server makes them. Only these are replaced inside a longer text."""

_CLOSING = {")": "(", "]": "[", "}": "{"}
_PUNCTUATION = ",;|`*.!:&"


def map_urls(text: str, resolver: Resolver, map_rest: Callable[[str], str] = str) -> str:
    """Return a text in which the URLs of assets are replaced.

    Args:
        text: Any text.
        resolver: What to write in their place.
        map_rest: What to do with the text between them.
    """
    if _MARK not in text:
        return map_rest(text)
    parts: list[str] = []
    position = 0
    for match in _URL.finditer(text):
        found = resolver.resolve_url(_iterate_ends(match), match["uid"])
        url, target = (next(_iterate_ends(match)),) * 2 if found is None else found
        parts += [map_rest(text[position : match.start()]), target]
        position = match.start() + len(url)
    parts.append(map_rest(text[position:]))
    return "".join(parts)


def _iterate_ends(match: "re.Match[str]") -> Iterator[str]:
    """Iterate over what the URL may be: the likeliest first, then all of it, then up to each punctuation mark."""
    url = match[0]
    least = match.end("uid") - match.start()
    ends = [at for at in range(len(url) - 1, least, -1) if url[at] in _PUNCTUATION or url[at] in _CLOSING]
    likely = _find_end(url, least)
    yield url[:likely]
    for end in (len(url), *ends):
        if end != likely:
            yield url[:end]


def _find_end(url: str, least: int) -> int:
    """Return where a URL ends if a bracket before it, or the sentence that it is in, is closed behind it."""
    opened: list[str] = []
    for at in range(least, len(url)):
        if url[at] in _CLOSING.values():
            opened.append(url[at])
        elif url[at] in _CLOSING and (not opened or opened.pop() != _CLOSING[url[at]]):
            return _strip_punctuation(url[:at])
    return _strip_punctuation(url)


def _strip_punctuation(url: str) -> int:
    return len(url.rstrip(_PUNCTUATION))


def map_uid(text: str, resolver: Resolver) -> str:
    """Return the uid to write in place of a string, or the string if it is not a known uid."""
    reference = resolver.recognize(text) if _UID.fullmatch(text) else None
    return text if reference is None else Keeper(resolver).resolve(reference)


def map_custom_text(text: str, resolver: Resolver) -> str:
    """Return a text of a custom field: a uid, or with uids and URLs of assets somewhere in it."""
    if _UID.fullmatch(text):
        return map_uid(text, resolver)
    return map_urls(text, resolver, lambda rest: _MADE_UID.sub(lambda match: map_uid(match[0], resolver), rest))
