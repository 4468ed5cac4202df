"""The operations of the API, and the requests of generated calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Literal

AuthMethod = Literal["authtoken", "management_token", "oauth"]
Host = Literal["cma", "developer-hub", "app"]

FileContent = IO[bytes] | bytes
FilePart = tuple[str, tuple[str | None, FileContent, str | None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API.

    Attributes:
        id: The operation id.
        methods: The methods that call it, such as `stack.labels.create()`.
        auth_documented: Whether `auth` is documented. If not, a call with other credentials is sent nevertheless.
        method: HTTP method, upper case.
        path: Path template with `{parameters}`.
        repeatable: Whether the call is harmless when processed twice.
        auth: Accepted credentials; empty if none are needed.
        api_key: Whether it takes a stack's `api_key`.
        branch: Whether it takes the `branch` header.
        host: The host of the service that it is sent to.
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
        """The methods that call it, for messages; the operation id if there are none."""
        return " or ".join(self.methods) or self.id


@dataclass(slots=True)
class Request:
    """The request of one call. The sender adds host, credentials and scope.

    Attributes:
        operation: The operation that is called.
        path: Path with its parameters, percent-encoded.
        query: Query parameters in order; a name is repeated for each value.
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
