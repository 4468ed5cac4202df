"""What the classes of typed entries offer, so that `stack.entries` can use them. They are generated from a stack."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypedDict, TypeVar, cast, overload

from contentstack_cma_client import models

if TYPE_CHECKING:
    from contentstack_cma_client.types import JsonValue

    from .bodies import AssetField

EntryT = TypeVar("EntryT", bound=models.Entry)
EntryT_co = TypeVar("EntryT_co", bound=models.Entry, covariant=True)
InputT = TypeVar("InputT", bound=Mapping[str, object])
InputT_co = TypeVar("InputT_co", bound=Mapping[str, object], covariant=True)
ChangesT = TypeVar("ChangesT", bound=Mapping[str, object])
ChangesT_co = TypeVar("ChangesT_co", bound=Mapping[str, object], covariant=True)
FieldsP = ParamSpec("FieldsP")
ChangesP = ParamSpec("ChangesP")


class EntryClass(Protocol[FieldsP, ChangesP, EntryT_co, InputT_co, ChangesT_co]):
    """A class whose instances are entries of one content type. `contentstack-cma types` generates such classes."""

    @property
    def content_type_uid(self) -> str:
        """Uid of the content type."""
        ...

    def from_entry(self, entry: models.Entry, /) -> EntryT_co:
        """Return an entry that was read as an instance of the class."""
        ...

    def input(self, *args: FieldsP.args, **kwargs: FieldsP.kwargs) -> InputT_co:
        """Return the fields of a new entry in the form in which they are sent."""
        ...

    def changes(self, *args: ChangesP.args, **kwargs: ChangesP.kwargs) -> ChangesT_co:
        """Return changed fields in the form in which they are sent."""
        ...


class Condition(Protocol):
    """A condition on fields, such as `Article.fields.price > 10`."""

    def to_query(self) -> Mapping[str, JsonValue]:
        """Return it in the query language of the API."""
        ...


class FieldPath(Protocol):
    """A field, such as `Article.fields.author`."""

    def __field_path__(self) -> str:
        """Return the uids of the field and of those around it, joined by dots."""
        ...


class SortField(Protocol):
    """A field that entries can be sorted by, such as `Article.fields.price`."""

    def __sort_path__(self) -> str:
        """Return its path.

        Raises:
            ValueError: The API cannot sort by it.
        """
        ...


class ReadOptions(TypedDict, total=False):
    """What can be requested with entries, beside their fields.

    Attributes:
        include: Reference fields whose entries to return in place of the references.
        include_branch: Add the uid of the branch.
        include_embedded_items: Add the items embedded in rich text; `BASE` adds all of them.
        include_metadata: Add the data that editor extensions store.
        include_publish_details: Add where each version is published.
        include_workflow: Add the workflow stage.
        include_asset_scan_status: Add the result of the scan for malware to assets.
        asset_fields: Optional parts of each asset to return.
        version: Version number to read. Default: the latest.
        apply_draft: Merge the draft of each entry, if any, into the entry. Early access.
        branch: Uid or alias of the branch. Default: the stack's branch.
    """

    include: Sequence[FieldPath | str] | None
    include_branch: bool | None
    include_embedded_items: Sequence[models.EmbeddedItems | Literal["BASE"]] | None
    include_metadata: bool | None
    include_publish_details: bool | None
    include_workflow: bool | None
    include_asset_scan_status: bool | None
    asset_fields: Sequence[models.AssetFieldGroup | AssetField] | None
    version: int | None
    apply_draft: bool | None
    branch: str | None


def encode_query(query: Condition | Mapping[str, Any] | str | None) -> Mapping[str, Any] | str | None:
    """Return a query in the form in which the API takes it."""
    if query is None or isinstance(query, Mapping | str):
        return query
    return query.to_query()


def encode_sort(field: SortField | str | None) -> str | None:
    """Return a field to sort by, or to find entries by, in the form in which the API takes it."""
    return field if field is None or isinstance(field, str) else field.__sort_path__()


def encode_options(options: ReadOptions) -> dict[str, Any]:
    """Return the options in the form in which untyped entries take them."""
    encoded: dict[str, Any] = {**options}
    include = options.get("include")
    if include is not None:
        encoded["include"] = [field if isinstance(field, str) else field.__field_path__() for field in include]
    return encoded


Write = Callable[..., Any]
"""Makes what is sent of the fields of an entry, which are keyword arguments."""


def choose_item(args: Sequence[object], fields: Mapping[str, Any], content_type_uid: str) -> object:
    """Return the entry that a method was called with: its only argument, or its keywords.

    Raises:
        TypeError: It was called with neither, with both, or with an instance of the class of another content type.
    """
    if (len(args) == 1) == bool(fields) or len(args) > 1:
        raise TypeError("pass the entry, or its fields as keywords")
    item = args[0] if args else fields
    own: object = getattr(type(item), "content_type_uid", content_type_uid)
    if own != content_type_uid:
        raise TypeError(f"expected an entry of {content_type_uid!r}, not {type(item).__name__}, an entry of {own!r}")
    return item


def write_item(item: Any, write: Write) -> Any:
    """Return an entry, a mapping of fields or a pair of uid and fields in a form that untyped entries take."""
    if isinstance(item, models.Entry):
        return item
    if isinstance(item, tuple):
        return tuple(write_item(part, write) for part in cast("tuple[object, ...]", item))
    return write(**item) if isinstance(item, Mapping) else item


def write_items(items: Any, write: Write) -> Any:
    """Return the items of a run, each converted by `write_item` when it is read. What is no iterable is returned."""
    write = partial(_write_or_keep, write)
    if isinstance(items, AsyncIterable):
        return _AsyncItems(cast("AsyncIterable[object]", items), write)
    if not _has_items(items):
        return items
    if isinstance(items, Sequence):
        return _ItemSequence(cast("Sequence[object]", items), write)
    return (write_item(item, write) for item in cast("Iterable[object]", items))


def _write_or_keep(write: Write, /, **fields: Any) -> Any:
    """Return fields in the form in which they are sent. Wrong ones are returned as they are: the run fails the item."""
    try:
        return write(**fields)
    except (TypeError, ValueError):
        return fields


def _has_items(items: object) -> bool:
    return isinstance(items, Iterable) and not isinstance(items, str | bytes | Mapping)


class _ItemSequence(Sequence[object]):
    """Converted items whose number is known."""

    def __init__(self, items: Sequence[object], write: Write) -> None:
        self._items = items
        self._write = write

    @overload
    def __getitem__(self, index: int) -> object: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[object]: ...

    def __getitem__(self, index: int | slice) -> object:
        if isinstance(index, slice):
            return _ItemSequence(self._items[index], self._write)
        return write_item(self._items[index], self._write)

    def __len__(self) -> int:
        return len(self._items)


class _AsyncItems:
    """Converted items of an async iterable."""

    def __init__(self, items: AsyncIterable[object], write: Write) -> None:
        self._items = items
        self._write = write

    async def __aiter__(self) -> AsyncIterator[object]:
        async for item in self._items:
            yield write_item(item, self._write)
