"""Operations, methods and unions of the description, including what openapi-python-client drops. Pure functions."""

from dataclasses import dataclass, field
from typing import Any

from .bundle import Document, list_operations
from .properties import to_plain_text

_RANKS = {"fetch": 0, "list": 1, "get": 2, "create": 3, "update": 4, "delete": 5}


def get_rank(verb: str) -> int:
    """Return the position of a method in its class: the usual ones come first."""
    return _RANKS.get(verb, len(_RANKS))


def to_python_name(verb: str) -> str:
    """Return the name of a method in Python."""
    return f"{verb}_" if verb in {"import", "del", "from"} else verb


@dataclass(frozen=True)
class Method:
    """A method that calls an operation: an entry of `x-methods`, see `spec/README.md`."""

    resource: str
    verb: str
    scope: str
    body: str | None = None
    flatten: tuple[str, ...] = ()
    flattens: bool = False
    rename: dict[str, str] = field(default_factory=dict[str, str])
    file: str | None = None
    result: str | None = None
    otherwise: str | None = None
    bare: bool = False
    items: str | None = None
    count: str = "count"
    media: str | None = None
    answer: str | None = None
    bind: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def parse(cls, entry: Document) -> "Method":
        """Read an entry of `x-methods`."""
        names = {key: tuple(entry.get(key, ())) for key in ("bind", "flatten", "omit")}
        return cls(**{**entry, **names, "flattens": "flatten" in entry})

    @property
    def counts(self) -> bool:
        """Whether it requests the number of items instead of the items."""
        return self.fixed.get("count") is True

    @property
    def results(self) -> tuple[str, ...]:
        """The keys of the response that may hold the result, in the order of preference."""
        return tuple(key for key in (self.result, self.otherwise) if key)

    @property
    def expression(self) -> str:
        """The expression for its resource: `stack.entries(content_type_uid)`."""
        own = "" if self.resource == self.scope else f".{self.resource}"
        return f"{self.scope}{own}{'(' + ', '.join(self.bind) + ')' if self.bind else ''}"

    @property
    def name(self) -> str:
        """The name in Python."""
        return to_python_name(self.verb)


@dataclass(frozen=True)
class Departure:
    """How a handwritten method differs from its operation: an entry of `x-handwritten`.

    Attributes:
        resource: The resource of the method.
        verb: The name of the method.
        omit: Parameters and keys that it does not accept, with the reasons.
        differs: Those of another type, or required only by the method, with the reasons.
    """

    resource: str
    verb: str
    omit: dict[str, str] = field(default_factory=dict[str, str])
    differs: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        """The name in Python."""
        return to_python_name(self.verb)


@dataclass(frozen=True)
class Call:
    """An operation of the description, as the generated code needs it."""

    id: str
    path: str
    method: str
    summary: str
    description: str
    docs_url: str
    repeatable: bool
    auth: tuple[str, ...]
    api_key: str
    host: str
    auth_documented: bool
    methods: tuple[Method, ...]
    departures: tuple[Departure, ...]
    raw: Document

    @property
    def tag(self) -> str:
        """The name of its tag."""
        return str(self.raw["tags"][0])

    @property
    def scopes(self) -> tuple[str, ...]:
        """The OAuth scopes that allow the call; any one is enough."""
        alternatives = self.raw.get("security", [])
        return tuple(dict.fromkeys(scope for alternative in alternatives for scope in alternative.get("oauth", [])))

    @property
    def takes_branch(self) -> bool:
        """Whether it accepts the `branch` header."""
        return any(p["name"] == "branch" and p["in"] == "header" for p in self.raw["parameters"])

    def find_parameter(self, name: str, location: str) -> Document:
        """Return a parameter as described."""
        found: Document = next(p for p in self.raw["parameters"] if p["name"] == name and p["in"] == location)
        return found


def read_calls(document: Document) -> dict[str, Call]:
    """Return all operations by id."""
    return {
        operation["operationId"]: _call(path, method, operation)
        for path, method, operation in list_operations(document)
    }


def _call(path: str, method: str, operation: Document) -> Call:
    security = operation.get("security", [])
    return Call(
        id=operation["operationId"],
        path=path,
        method=method.upper(),
        summary=operation["summary"],
        description=to_plain_text(operation["description"]),
        docs_url=operation["externalDocs"]["url"],
        repeatable=operation.get("x-repeatable", method == "get"),
        auth=_list_auth_methods(security),
        api_key=_describe_api_key(security),
        host=operation.get("x-host", "cma"),
        auth_documented=operation.get("x-auth-basis") != "inferred",
        methods=tuple(Method.parse(entry) for entry in operation.get("x-methods", [])),
        departures=tuple(Departure(**entry) for entry in operation.get("x-handwritten", [])),
        raw=operation,
    )


def _list_auth_methods(security: list[Document]) -> tuple[str, ...]:
    names = {name for alternative in security for name in alternative}
    return tuple(name for name in ("authtoken", "management_token", "oauth") if name in names)


def _describe_api_key(security: list[Document]) -> str:
    has_api_key = [("api_key" in alternative) for alternative in security]
    if not any(has_api_key):
        return "never"
    return "required" if all(has_api_key) else "optional"
