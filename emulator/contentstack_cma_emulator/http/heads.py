"""Read path and headers of a request."""

from collections.abc import Sequence

from starlette.types import Scope

Headers = Sequence[tuple[bytes, bytes]]


def read_raw_path(scope: Scope) -> str:
    """Return the path, still percent-encoded, also of a request with an absolute URL as sent to proxies."""
    path: str = scope["raw_path"].decode("latin-1")
    if path.startswith(("http://", "https://")):
        return "/" + path.partition("://")[2].partition("/")[2]
    return path


def read_headers(headers: Headers) -> dict[str, str]:
    """Return headers by name in lower case. Of a repeated header, the last value is returned."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
