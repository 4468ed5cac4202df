"""What a generated call knows about itself, and what it asks to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Literal

AuthMethod = Literal["authtoken", "management_token", "oauth"]
Host = Literal["cma", "developer-hub", "app"]

FileContent = IO[bytes] | bytes
FilePart = tuple[str, tuple[str | None, FileContent, str | None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API, as its description states it.

    Attributes:
        id: Its operation id.
        methods: The methods that make it, such as `stack.labels.create()`; a stack is reached as `stack`.
        auth_documented: Whether a source says which ways to sign in it accepts. If not, a call is sent all the same.
        method: HTTP method, upper case.
        path: Path template with `{parameters}`.
        repeatable: Whether sending it twice does no harm.
        auth: Ways to sign in that it accepts; empty when it needs none.
        api_key: Whether it speaks of one stack: never, if one is given, or always.
        branch: Whether it takes the `branch` header.
        host: Which of the service's hosts answers it.
    """

    id: str
    method: str
    path: str
    repeatable: bool
    auth: tuple[AuthMethod, ...]
    api_key: Literal["never", "optional", "required"]
    branch: bool
    host: Host = "cma"
    methods: tuple[str, ...] = ()
    auth_documented: bool = True

    @property
    def method_names(self) -> str:
        """The methods that make it, for messages; its id if there are none."""
        return " or ".join(self.methods) or self.id


@dataclass(slots=True)
class Request:
    """What one call asks to be sent. The sender adds host, credentials and scope.

    Attributes:
        operation: The operation that is called.
        path: Path with its parameters filled in and percent-encoded.
        query: Query parameters in order; a name stands once per value.
        headers: Headers of this call only.
        content: JSON body, encoded.
        form: Fields of a form body.
        files: Parts of a multipart body; a part without a file name is a plain field.
    """

    operation: Operation
    path: str
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: list[FilePart] | None = field(default=None, repr=False)
