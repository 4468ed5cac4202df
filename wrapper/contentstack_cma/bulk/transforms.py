"""What the function of a transformation returns, and what it changes. No I/O."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_client import models
from contentstack_cma_client.model import Model
from contentstack_cma_client.writable import SYSTEM_KEYS, make_writable

from .diffs import EntryDiff, find_changes
from .entry_items import clear_fields
from .outcomes import ItemState
from .rows import Row, compute_digest

CONTENT_TYPE = "_content_type_uid"
_IDENTITY = ("uid", "locale", CONTENT_TYPE)
"""Keys that say which entry it is."""
_ALWAYS = frozenset({"tags", "title", "url"})
"""Fields that entries have although the schema may not list them."""


@dataclass(frozen=True, slots=True)
class Skip:
    """What the function of `stack.transform()` returns to leave an entry alone.

    Attributes:
        reason: Why; the outcome of the entry says it.
    """

    reason: str = "the function skipped it"


TransformResult = models.Entry | Mapping[str, Any] | Skip | None
"""The changed entry, a mapping with the fields to change, None for the entry that was passed, or `Skip`."""

Transform = Callable[[models.Entry], TransformResult]
"""The function of `Stack.transform()`. It may change the entry that it gets."""

AsyncTransform = Callable[[models.Entry], TransformResult | Awaitable[TransformResult]]
"""The function of `AsyncStack.transform()`, which may be async."""


@dataclass(frozen=True, slots=True)
class Transformed:
    """An entry, and what the function made of it.

    Attributes:
        entry: The entry as it was read.
        diff: What to change; None if nothing is to be written.
        state: How the entry ends without being written, if it does.
        error: Why it is skipped or failed.
    """

    entry: models.Entry
    diff: EntryDiff | None = None
    state: ItemState | None = None
    error: Exception | None = None


@dataclass(slots=True, eq=False)
class TransformRow(Row):
    """A row of a transformation.

    Attributes:
        made: What the function made of the entry.
    """

    made: Transformed | None = None


def describe_scope(
    content_types: Iterable[str] | None, locales: Iterable[str] | None, query: Mapping[str, Any] | str | None
) -> dict[str, str | None]:
    """Return which entries a transformation is about, as text for a checkpoint."""
    return {
        "content_types": None if content_types is None else ", ".join(sorted(set(content_types))),
        "locales": None if locales is None else ", ".join(sorted(set(locales))),
        "query": json.dumps(query, sort_keys=True, default=str) if isinstance(query, Mapping) else query,
    }


def identify(entry: models.Entry) -> bytes:
    """Return what identifies an entry in a locale."""
    return compute_digest(*(entry.get(name) for name in _IDENTITY))


def copy_entry(entry: models.Entry) -> models.Entry:
    """Return a copy that may be changed at any depth."""
    return models.Entry.from_dict(entry.to_dict())


def read_result(
    entry: models.Entry, passed: models.Entry, result: object, content_type: models.ContentType
) -> EntryDiff | Skip:
    """Return what the function changed.

    Args:
        entry: The entry as it was read.
        passed: The copy that the function got, and may have changed.
        result: What it returned.
        content_type: The content type of the entry.

    Raises:
        TypeError: It returned something else than an entry, a mapping, `Skip` or None, or set a value that is not JSON.
        ValueError: It returned another entry, set an unknown field, or the form of a value is unclear.
    """
    if isinstance(result, Skip):
        return result
    before = entry.to_dict()
    after = _read_fields(before, passed if result is None else result)
    _check_identity(before, after)
    names = [name for name in {**before, **after} if name not in SYSTEM_KEYS and _differs(before, after, name)]
    _check_fields(names, content_type)
    old = make_writable(_select(before, names), content_type)
    removed = clear_fields(_select(before, (name for name in names if name not in after)))
    new = _to_json(make_writable(_select(after, names), content_type)) | removed
    changed = sorted(name for name in names if _differs(old, new, name))
    return EntryDiff(
        content_type=str(before[CONTENT_TYPE]),
        uid=entry.uid,
        locale=str(entry.locale),
        title=str(entry.title or ""),
        before=_select(old, changed),
        after=_select(new, changed),
    )


def _read_fields(before: Mapping[str, Any], result: object) -> dict[str, Any]:
    """Return all fields of an entry after the change."""
    if isinstance(result, models.Entry):
        return result.to_dict()
    if isinstance(result, Mapping) and not isinstance(result, Model):
        return {**before, **models.Entry.from_dict(cast("Mapping[str, Any]", result)).to_dict()}
    kind = type(result).__name__
    raise TypeError(f"the function must return None, an Entry, a mapping of fields or Skip(), not {kind}")


def _check_identity(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for name in _IDENTITY:
        if after.get(name, before.get(name)) != before.get(name):
            raise ValueError(
                f"the function returned another entry, with {name} {after[name]!r} instead of {before.get(name)!r}: "
                "return the entry that it gets, or the fields to change"
            )


def _check_fields(names: Iterable[str], content_type: models.ContentType) -> None:
    """Check that the content type has the changed fields: the API ignores others."""
    schema: list[dict[str, Any]] = content_type.to_dict().get("schema") or []
    known = {field["uid"] for field in schema if "uid" in field}
    for name in names:
        if name not in known and name not in _ALWAYS and not name.startswith("_"):
            raise ValueError(
                f"the content type {content_type.uid!r} has no field {name!r}: it has {', '.join(sorted(known))}"
            )


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return any(find_changes(before.get(name), after.get(name)))


def _select(fields: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}


def _to_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as plain JSON.

    Raises:
        TypeError: A value has no form in JSON.
        ValueError: A number is not finite.
    """
    for name, value in fields.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise type(error)(f"the function set the field {name!r} to what is not JSON: {error}") from error
    plain: dict[str, Any] = json.loads(json.dumps(fields))
    return plain


def find_conflict(entry: models.Entry, present: models.Entry | None) -> str | None:
    """Return why an entry must not be written although it was read before; None if nothing happened to it.

    Args:
        entry: The entry as it was read.
        present: The entry as it is now; None if it does not exist.
    """
    if present is None:
        return "it was deleted since it was read"
    if present.locale != entry.locale:
        return f"it is not localized in {entry.locale} any more"
    if present.version != entry.version:
        return f"it was changed since it was read: it has version {present.version} instead of {entry.version}"
    return None
