"""Read the body and the headers of a request as frameworks and serverless platforms pass them. No I/O."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias, cast

Body: TypeAlias = bytes | bytearray | memoryview | str
"""The body of a request, unparsed. Text is encoded as UTF-8."""

Text: TypeAlias = str | bytes
Values: TypeAlias = Text | Iterable[Text] | None
Pairs: TypeAlias = Iterable[tuple[object, object]]


class HasItems(Protocol):
    """An object with `items()`, such as a mapping or the headers class of a framework."""

    def items(self) -> Iterable[tuple[object, object]]:
        """Return pairs of name and value."""
        ...


Headers: TypeAlias = HasItems | Pairs
"""The headers of a request: a mapping, a multi-dict, pairs (ASGI), or the environ of WSGI."""


def read_body(body: Body) -> bytes:
    """Return the body as bytes.

    Raises:
        TypeError: It is of another type, such as parsed JSON.
    """
    if isinstance(body, str):
        return body.encode(errors="surrogatepass")
    if isinstance(body, (bytes, bytearray, memoryview)):  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
        return bytes(body)
    raise TypeError(
        f"body must be the raw body of the request as bytes, not {type(body).__name__}: parsed JSON cannot be "
        "verified, because encoding it again may not give the same bytes"
    )


def read_headers(headers: Headers) -> dict[str, str]:
    """Return the headers with names in lower case. Several of the same name are joined by commas.

    Raises:
        TypeError: `headers` is not a mapping or pairs.
    """
    found: dict[str, list[str]] = {}
    for name, value in _iterate_pairs(headers):
        text = _decode(name)
        if text is not None:
            found.setdefault(_normalize(text), []).extend(_read_values(value))
    return {name: ",".join(values) for name, values in found.items() if values}


def _iterate_pairs(headers: object) -> Iterator[tuple[object, object]]:
    items = getattr(headers, "items", None)
    pairs = items() if callable(items) else headers
    if isinstance(pairs, (str, bytes)) or not isinstance(pairs, Iterable):
        raise TypeError(f"headers must be a mapping, or pairs of name and value, not {type(headers).__name__}")
    for pair in cast("Iterable[object]", pairs):
        if not isinstance(pair, (tuple, list)) or len(cast("list[object]", pair)) != 2:  # noqa: PLR2004 - a pair
            raise TypeError("headers must be a mapping, or pairs of name and value")
        yield cast("tuple[object, object]", tuple(cast("list[object]", pair)))


def _normalize(name: str) -> str:
    """Return the name of a header; those in the environ of WSGI are like `HTTP_X_NAME`."""
    return name.lower().replace("_", "-").removeprefix("http-")


def _read_values(value: object) -> list[str]:
    """Return a value, or several in a list, as text. What is neither is ignored, as in the environ of WSGI."""
    several = cast("list[object]", value) if isinstance(value, (list, tuple)) else [value]
    return [text for each in several if (text := _decode(each)) is not None]


def _decode(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else None
