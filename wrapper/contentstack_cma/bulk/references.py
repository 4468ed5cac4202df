"""References to items that a run has not created yet. No I/O."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

ReferenceKey = str | int
"""The value of a key field."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to an entry by the value of a key field. Create it with `ref`.

    Attributes:
        content_type: Uid of the content type.
        key: Value of the key field.
        field: Uid of the key field; None for the key field of the run.
    """

    content_type: str
    key: ReferenceKey
    field: str | None = None

    def __str__(self) -> str:
        return f"{self.content_type} {self.key!r}"


def ref(content_type: str, *, key: ReferenceKey, field: str | None = None) -> Reference:
    """Refer to an entry by the value of a key field, in place of its uid.

        from contentstack_cma.bulk import ref

        rows = [
            {"title": "Part 1", "url": "/1", "related": [ref("blog_post", key="Part 2")]},
            {"title": "Part 2", "url": "/2"},
        ]
        stack.entries("blog_post").create_many(rows, key="title").finish()

    The entry may be one of the same run, before or after this one, or exist in the stack.

    Args:
        content_type: Uid of the content type of the entry.
        key: Value of its key field.
        field: Uid of the key field. Default: the `key` of the run.

    Raises:
        TypeError: `key` is neither a string nor an integer.
        ValueError: A value is empty.
    """
    if isinstance(cast("object", key), bool) or not isinstance(cast("object", key), (str, int)):
        raise TypeError(f"key must be a string or an integer, not {key!r}")
    if not content_type or key == "":
        raise ValueError("content_type and key must not be empty")
    return Reference(content_type, key, field)


def find_references(value: object) -> Iterator[Reference]:
    """Iterate over the references in the fields of an item, at any depth."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Mapping):
        for each in cast("Mapping[str, object]", value).values():
            yield from find_references(each)
    elif isinstance(value, (list, tuple)):
        for each in cast("list[object]", value):
            yield from find_references(each)


Resolve = Callable[[Reference], str | None]
"""A function that returns the uid of the entry that a reference means; None if it is unknown so far."""


def resolve_references(value: Any, resolve: Resolve) -> Any:
    """Return a value with its references in the form that the API accepts; unknown ones are left out."""
    if isinstance(value, Reference):
        known = _build_reference(value, resolve)
        return [] if known is None else [known]
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {name: resolve_references(each, resolve) for name, each in fields.items()}
    if isinstance(value, (list, tuple)):
        return list(_resolve_items(cast("list[Any]", value), resolve))
    return value


def _resolve_items(items: list[Any], resolve: Resolve) -> Iterator[Any]:
    for item in items:
        if not isinstance(item, Reference):
            yield resolve_references(item, resolve)
        elif (known := _build_reference(item, resolve)) is not None:
            yield known


def _build_reference(reference: Reference, resolve: Resolve) -> dict[str, str] | None:
    uid = resolve(reference)
    return None if uid is None else {"uid": uid, "_content_type_uid": reference.content_type}
