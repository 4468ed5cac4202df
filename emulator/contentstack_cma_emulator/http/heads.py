"""Reads the head of a request as it came."""

from collections.abc import Sequence

from starlette.types import Scope

Headers = Sequence[tuple[bytes, bytes]]


def raw_path(scope: Scope) -> str:
    """Return the path as it came, percent-encoded, also where the request names the whole URL as proxies get it."""
    path: str = scope["raw_path"].decode("latin-1")
    if path.startswith(("http://", "https://")):
        return "/" + path.partition("://")[2].partition("/")[2]
    return path


def read_headers(headers: Headers) -> dict[str, str]:
    """Return headers by their names in lower case; of a repeated one the last value counts."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
