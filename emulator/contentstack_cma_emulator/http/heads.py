"""Read a request up to its body."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.types import Scope

from contentstack_cma_emulator.dispatch.admission import Head

HEAD = "contentstack_cma_emulator.head"
"""Key of the head in the scope of a request."""

Headers = Sequence[tuple[bytes, bytes]]


def read_head(scope: Scope) -> Head:
    """Read a request up to its body."""
    headers = read_headers(scope["headers"])
    host, port = scope["server"]
    return Head(
        method=scope["method"],
        path=read_raw_path(scope),
        query=read_query(scope["query_string"].decode("latin-1")),
        headers=headers,
        base_url=f"{scope['scheme']}://{headers.get('host') or f'{host}:{port}'}",
        address=scope["client"][0],
    )


def read_raw_path(scope: Scope) -> str:
    """Return the path, still percent-encoded, also of a request with an absolute URL as sent to proxies."""
    path: str = scope["raw_path"].decode("latin-1")
    if path.startswith(("http://", "https://")):
        return "/" + path.partition("://")[2].partition("/")[2]
    return path


def read_headers(headers: Headers) -> dict[str, str]:
    """Return headers by name in lower case. Of a repeated header, the last value is returned."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def read_query(query: str) -> dict[str, tuple[str, ...]]:
    """Parse a query string. Keeps empty values."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values[name] = (*values.get(name, ()), value)
    return values
