"""Docstrings of the generated code, from the description's own sentences."""

import re
import textwrap
from collections.abc import Iterable

from .call_view import CallView, MethodView, Parameter
from .model_view import ModelView

_WIDTH = 108
_BYTES = "The body, as bytes."
_PAGING = {
    "limit": "Use `max_items` to stop early.",
    "include_count": "Default: True, to notice a list that changes while it is iterated over.",
}
"""What a method that pages says about its parameters, beside the description."""


def docstring(text: str) -> str:
    """A docstring literal, wrapped; backslashes and quotes in the text cannot end it."""
    safe = text.strip() if "\n" in text else _paragraph(text)
    safe = safe.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if safe.endswith('"'):
        safe = f'{safe[:-1]}\\"'
    return f'"""{safe}\n"""' if "\n" in safe else f'"""{safe}"""'


def class_docstring(view: ModelView) -> str:
    """What the class is, and what its attributes mean."""
    described = [(attribute.name, attribute.description) for attribute in view.attributes]
    return docstring("\n".join([_paragraph(view.description), *_section("Attributes", described)]))


def call_docstring(view: CallView) -> str:
    """What a call does, takes, returns and raises."""
    body = [("body", "Body, as a model or a mapping.")] if view.bodies else []
    described = [*_described(view.path), ("client", "The client that sends it."), *body, *_described(view.keywords)]
    returns = "The response." if view.result != "bytes" else _BYTES
    return docstring("\n".join([*_head(view), *_section("Args", described), *_returns(returns), *_raises(view)]))


def method_docstring(method: MethodView, raw: bool) -> str:
    """What a method of a resource class does, takes, returns and raises."""
    view = method.view
    body = [(method.body_name, method.body_description)] if method.body else []
    keywords = _described(method.keywords)
    if method.stops and not raw:
        keywords = [(name, f"{text} {_PAGING.get(name, '')}") for name, text in keywords]
        keywords.append(("max_items", "Stop after this many items, at least 1. Default: all items."))
    described = [*_described(method.positional), *body, *keywords]
    head = ["Return the number of items that match, without the items."] if method.counts else _head(view)
    lines = [*head, *_section("Args", described), *_returns(_returned(method, raw)), *_raises(view)]
    return docstring("\n".join(lines))


def raw_docstring(method: MethodView) -> str:
    """What the raw twin of a method does, which is documented in full itself."""
    return docstring(f"`{method.name}`, with the whole response: status, headers, notice and the parsed body.")


def _returned(method: MethodView, raw: bool) -> str:
    if raw:
        return "The whole response."
    if method.item:
        return "The first page; iterate over it for every item of every page."
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
    """Return a key of a response in words: `publishing_rule` and `stackRoleMapping` without their signs."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()


def _head(view: CallView) -> list[str]:
    return [f"{view.call.summary}.", "", _paragraph(view.call.description)]


def _raises(view: CallView) -> list[str]:
    conditions = [("ValueError", "A parameter is empty or out of bounds, or a required key is missing.")]
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
