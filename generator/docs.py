"""Build the docstrings of the generated code from the texts of the description."""

import re
import textwrap
from collections.abc import Iterable

from .call_view import CallView
from .method_view import MethodView
from .model_view import ModelView
from .parameters import Parameter

_WIDTH = 108
_BYTES = "The body, as bytes."
_PAGING = {
    "page_size": "Use `max_items` to stop early.",
    "include_count": "Default: True, to detect changes of the list during iteration.",
}
"""Additions to the parameters of methods that page."""


def render_docstring(text: str) -> str:
    """Return a docstring literal, wrapped, with backslashes and quotes escaped."""
    safe = text.strip() if "\n" in text else _wrap(text)
    safe = safe.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if safe.endswith('"'):
        safe = f'{safe[:-1]}\\"'
    return f'"""{safe}\n"""' if "\n" in safe else f'"""{safe}"""'


def render_class_docstring(view: ModelView) -> str:
    """Return the docstring of a model."""
    described = [(attribute.name, attribute.description) for attribute in view.attributes]
    return render_docstring("\n".join([_wrap(view.description), *_render_section("Attributes", described)]))


def render_call_docstring(view: CallView) -> str:
    """Return the docstring of the function of an operation."""
    body = [("body", "The body, as a model or a mapping.")] if view.bodies else []
    described = [
        *_list_descriptions(view.path),
        ("client", "The client or stack that sends the request."),
        *body,
        *_list_descriptions(view.keywords),
    ]
    return render_docstring("\n".join([*_render_head(view), *_render_section("Args", described)]))


def render_method_docstring(method: MethodView) -> str:
    """Return the docstring of a method of a resource class."""
    view = method.view
    body = [(method.body_name, method.body_description)] if method.takes_body else []
    keywords = _list_descriptions(method.keywords)
    if method.stops:
        keywords = [(name, f"{text} {_PAGING.get(name, '')}") for name, text in keywords]
        keywords.append(("max_items", "Stop after this many items, at least 1. Default: all items."))
    described = [*_list_descriptions(method.positional), *body, *keywords]
    head = ["Return the number of items that match, without the items."] if method.method.counts else _render_head(view)
    lines = [*head, *_render_section("Args", described), *_render_returns(method), *_render_raises(view, method)]
    return render_docstring("\n".join(lines))


def _describe_result(method: MethodView) -> str:
    if method.item:
        return "The items of all pages; each page is fetched when iteration reaches it."
    if method.method.counts:
        return "The number of items that match."
    if method.return_type == "bytes":
        return _BYTES
    if not method.method.results:
        return "The response."
    result = f"The {to_words(method.method.results[0])}"
    return f"{result}, or None if the response has none." if method.return_type.endswith("| None") else f"{result}."


def to_words(key: str) -> str:
    """Return a key as words: `publishing rule` for `publishing_rule`, `stack role mapping` for `stackRoleMapping`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").lower()


def _render_head(view: CallView) -> list[str]:
    return [f"{view.call.summary}.", "", _wrap(view.call.description)]


def _render_raises(view: CallView, method: MethodView | None = None) -> list[str]:
    conditions = [("ValueError", "A parameter is empty or out of bounds, or a required key is missing.")]
    if method and method.method.file:
        conditions = [("OSError", "The file does not exist or cannot be read."), *conditions]
    conditions.append(("ContentstackError", "The API rejected the call, or it failed."))
    return [*_render_section("Raises", conditions), "", f"API reference: {view.call.docs_url}"]


def _render_returns(method: MethodView) -> list[str]:
    return [] if method.return_type == "None" else ["", "Returns:", f"    {_describe_result(method)}"]


def _list_descriptions(parameters: Iterable[Parameter]) -> list[tuple[str, str]]:
    return [(parameter.name, parameter.description) for parameter in parameters]


def _render_section(title: str, described: list[tuple[str, str]]) -> list[str]:
    if not described:
        return []
    return ["", f"{title}:", *(_render_item(name, text) for name, text in described)]


def _render_item(name: str, text: str) -> str:
    return textwrap.fill(f"{name}: {text}".rstrip(), _WIDTH - 8, initial_indent="    ", subsequent_indent="        ")


def _wrap(text: str) -> str:
    return textwrap.fill(text, _WIDTH - 8)
