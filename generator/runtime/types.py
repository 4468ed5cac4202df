"""Types shared by models and calls."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from .operation import FileContent

if TYPE_CHECKING:
    import httpx

T_co = TypeVar("T_co", covariant=True)

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


class Unset:
    """The type of `UNSET`, which marks values that are not sent. Copies and pickles are the same instance."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __copy__(self) -> "Unset":
        return self

    def __deepcopy__(self, memo: object) -> "Unset":
        return self

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@dataclass(slots=True)
class File:
    """A file to upload.

    Attributes:
        payload: The bytes, or a binary file object, which is streamed.
        file_name: The file name. Without one, the part is a plain field.
        mime_type: The media type. Default: guessed from the file name.
    """

    payload: FileContent = field(repr=False)
    file_name: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class Response(Generic[T_co]):
    """A whole response, with its parsed body.

    Attributes:
        status_code: HTTP status, always 2xx.
        headers: Headers of the response.
        content: The body, as bytes.
        parsed: What the call returns without `with_raw_response`, such as a model or the first page of a list; for
            `request()` the JSON in the body.
    """

    status_code: int
    headers: "httpx.Headers" = field(repr=False)
    content: bytes = field(repr=False)
    parsed: T_co

    @property
    def notice(self) -> str | None:
        """The server's human-readable message, if there is one."""
        try:
            body = self.json()
        except (ValueError, RecursionError):
            return None
        notice = body.get("notice") if isinstance(body, dict) else None
        return notice if isinstance(notice, str) else None

    def json(self) -> JsonValue:
        """Return the whole body as decoded JSON, with the keys that `parsed` does not show.

        Raises:
            ValueError: The body is not JSON.
        """
        from .json_codec import loads

        return loads(self.content)


__all__ = ["UNSET", "File", "JsonValue", "Response", "Unset"]
