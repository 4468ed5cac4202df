"""Build the docstrings of the generated code from the texts of the description."""

import re
import textwrap
from collections.abc import Iterable

from .call_view import CallView, MethodView
from .model_view import ModelView
from .parameters import Parameter

_WIDTH = 108
_BYTES = "The body, as bytes."
_PAGING = {
    "limit": "Use `max_items` to stop early.",
    "include_count": "Default: True, to detect changes of the list during iteration.",
}
"""Additions to the parameters of methods that page."""


def docstring(text: str) -> str:
    """Return a docstring literal, wrapped, with backslashes and quotes escaped."""
    safe = text.strip() if "\n" in text else _paragraph(text)
    safe = safe.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if safe.endswith('"'):
        safe = f'{safe[:-1]}\\"'
    return f'"""{safe}\n"""' if "\n" in safe else f'"""{safe}"""'


def class_docstring(view: ModelView) -> str:
    """Return the docstring of a model."""
    described = [(attribute.name, attribute.description) for attribute in view.attributes]
    return docstring("\n".join([_paragraph(view.description), *_section("Attributes", described)]))


def call_docstring(view: CallView) -> str:
    """Return the docstring of the function of an operation."""
    body = [("body", "The body, as a model or a mapping.")] if view.bodies else []
    described = [
        *_described(view.path),
        ("client", "The client or stack that sends the request."),
        *body,
        *_described(view.keywords),
    ]
    return docstring("\n".join([*_head(view), *_section("Args", described)]))


def method_docstring(method: MethodView) -> str:
    """Return the docstring of a method of a resource class."""
    view = method.view
    body = [(method.body_name, method.body_description)] if method.takes_body else []
    keywords = _described(method.keywords)
    if method.stops:
        keywords = [(name, f"{text} {_PAGING.get(name, '')}") for name, text in keywords]
        keywords.append(("max_items", "Stop after this many items, at least 1. Default: all items."))
    described = [*_described(method.positional), *body, *keywords]
    head = ["Return the number of items that match, without the items."] if method.counts else _head(view)
    lines = [*head, *_section("Args", described), *_returns(_returned(method)), *_raises(view, method)]
    return docstring("\n".join(lines))


def _returned(method: MethodView) -> str:
    if method.item:
        return "The first page; iterate over it for the items of all pages."
    return "" if method.returned == "None" else _what(method)


def _what(method: MethodView) -> str:
    if method.counts:
        return "The number of items that match."
    if method.returned == "bytes":
        return _BYTES
    if not method.method.results:
        return "The response."
    result = f"The {words_of(method.method.results[0])}"
    return f"{result}, or None if the response has none." if method.returned.endswith("| None") else f"{result}."


def words_of(key: str) -> str:
    """Return a key as words: `publishing rule` for `publishing_rule`, `stack role mapping` for `stackRoleMapping`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()


def _head(view: CallView) -> list[str]:
    return [f"{view.call.summary}.", "", _paragraph(view.call.description)]


def _raises(view: CallView, method: MethodView | None = None) -> list[str]:
    conditions = [("ValueError", "A parameter is empty or out of bounds, or a required key is missing.")]
    if method and method.method.file:
        conditions = [("OSError", "The file does not exist or cannot be read."), *conditions]
    conditions.append(("ContentstackError", "The API rejected the call, or it failed."))
    return [*_section("Raises", conditions), "", f"API reference: {view.call.docs_url}"]


def _returns(text: str) -> list[str]:
    return ["", "Returns:", f"    {text}"] if text else []


def _described(parameters: Iterable[Parameter]) -> list[tuple[str, str]]:
    return [(parameter.name, parameter.description) for parameter in parameters]


def _section(title: str, described: list[tuple[str, str]]) -> list[str]:
    if not described:
        return []
    return ["", f"{title}:", *(_item(name, text) for name, text in described)]


def _item(name: str, text: str) -> str:
    return textwrap.fill(f"{name}: {text}".rstrip(), _WIDTH - 8, initial_indent="    ", subsequent_indent="        ")


def _paragraph(text: str) -> str:
    return textwrap.fill(text, _WIDTH - 8)
