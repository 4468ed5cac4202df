"""What is recorded of a call: statuses, codes, keys and kinds, and never a value of the stack."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_testing.parity.json_values import is_list, is_object
from contentstack_cma_testing.parity.replies import Answer

MERGED = 5
"""Items of a list whose keys are merged."""

DEEPEST = 12
"""Levels of a body that are recorded."""

IGNORED_HEADERS = frozenset(
    {
        *("accept-ranges", "age", "alt-svc", "cache-control", "connection", "content-encoding", "content-length"),
        *("date", "etag", "expires", "keep-alive", "last-modified", "nel", "pragma", "report-to", "server"),
        *("server-timing", "set-cookie", "transfer-encoding", "vary", "via"),
    }
)
"""Headers of servers and caches, which say nothing about the API."""

IGNORED_PREFIXES = ("cf-", "x-amz-", "x-cache", "x-served", "x-timer", "access-control-")

_SCALARS: tuple[tuple[type, str], ...] = ((bool, "boolean"), (int, "integer"), (float, "number"))
"""In this order, as a boolean is an integer in Python."""

_KINDS = (
    ("uid", re.compile(r"(blt|cs)[0-9a-f]{16}")),
    ("date", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")),
    ("date without milliseconds", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")),
    ("date of another form", re.compile(r"\d{4}-\d\d-\d\d.*")),
    ("address", re.compile(r"https?://.*", re.DOTALL)),
    ("digits", re.compile(r"\d+")),
)


Hide = Callable[[str], str]
"""A function that returns a text without names and uids in it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is recorded of a call.

    Attributes:
        label: Its label.
        operation: Id of the operation; an empty text if the description has none.
        method: HTTP method.
        status: HTTP status.
        error_code: The API's error code; None if there is none.
        error_keys: Keys of `errors`.
        kinds: Kinds of the values in the body, by path; `[]` stands for the items of a list.
        headers: Kinds of the values of headers, by name.
        seconds: Seconds until a response was as expected; None if nobody waited for that.
        is_as_expected: False if it never was.
    """

    label: str
    operation: str
    method: str
    status: int
    error_code: int | str | None
    error_keys: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    seconds: float | None = None
    is_as_expected: bool = True

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the classes of statuses


@dataclass(slots=True)
class Recording:
    """What is recorded of a flow.

    Attributes:
        calls: Its calls by label, in order.
        orders: Orders of things by label.
        answers: What was found out about open questions, by their id.
        end: How it ended, if not as planned.
        missing: What the plan lacks, if the flow could not run because of it.
        sent: Number of requests, polls and cleanups included.
    """

    calls: dict[str, Exchange] = field(default_factory=dict[str, Exchange])
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    end: str = ""
    missing: str = ""
    sent: int = 0


def record(answer: Answer, method: str, operation: str, hide: Hide) -> Exchange:
    """Return what is recorded of a response.

    Args:
        answer: The response.
        method: HTTP method of the call.
        operation: Id of the operation.
        hide: Returns a key without names and uids in it.
    """
    code = answer.find("error_code")
    errors = answer.find("errors")
    return Exchange(
        label=answer.label,
        operation=operation,
        method=method,
        status=answer.status,
        error_code=code if isinstance(code, int) else None if code is None else "not a number",
        error_keys=tuple(sorted({hide(key) for key in list_error_keys(errors)})),
        kinds=describe_body(answer.json, hide),
        headers=describe_headers(answer.headers),
    )


def list_error_keys(errors: Any) -> Iterable[str]:
    """Return the keys of `errors`, which is an object or a list of objects."""
    if is_object(errors):
        yield from map(str, errors)
    elif is_list(errors):
        for item in errors:
            yield from list_error_keys(item)


def describe_body(body: Any, hide: Hide) -> Mapping[str, tuple[str, ...]]:
    """Return the kinds of all values in a body, by path. Error codes and the messages of `errors` have no path."""
    if body is None:
        return {}
    found: dict[str, set[str]] = {}
    _describe(body, "", found, hide)
    found.pop("error_code", None)
    return {path: tuple(sorted(kinds)) for path, kinds in sorted(found.items())}


def _describe(value: Any, path: str, found: dict[str, set[str]], hide: Hide) -> None:
    found.setdefault(path, set()).add(name_kind(value))
    if path.count(".") >= DEEPEST or path == "errors":
        return
    if is_object(value):
        for key, inner in value.items():
            _describe(inner, f"{path}.{hide(key)}".removeprefix("."), found, hide)
    elif is_list(value):
        for item in value[:MERGED]:
            _describe(item, f"{path}[]", found, hide)


def name_kind(value: Any) -> str:
    """Return the kind of a value in a body."""
    if isinstance(value, str):
        return _name_kind_of_text(value)
    if is_object(value):
        return "object" if value else "empty object"
    if is_list(value):
        return "list" if value else "empty list"
    return next((name for kind, name in _SCALARS if isinstance(value, kind)), "null")


def _name_kind_of_text(text: str) -> str:
    if not text:
        return "empty text"
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(text)), "text")


def describe_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the kinds of the values of headers that may come from the API, by name."""
    return {
        name: value.partition(";")[0] if name == "content-type" else name_kind_of_header(value)
        for name, value in sorted(headers.items())
        if name not in IGNORED_HEADERS and not name.startswith(IGNORED_PREFIXES)
    }


def name_kind_of_header(value: str) -> str:
    """Return the kind of the value of a header."""
    if value.isdigit():
        return "digits"
    return "text" if value else "empty text"
