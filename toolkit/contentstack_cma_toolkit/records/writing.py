"""Entries to flat rows. No I/O."""

from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .columns import compute_order, list_names
from .fields import SYSTEM_FIELDS, Field, read_content_type
from .flattening import Cell, Dates, Flatten, Record, Style, is_column_name, put_fields, to_moment
from .formats import dump_json, format_path
from .references import build_reference

IDENTITY = ("uid", "locale", "_version")
"""The system fields that every record has."""


@dataclass(frozen=True, slots=True)
class Options:
    """How entries become records. See `to_records`."""

    flatten: Flatten = "json"
    dates: Dates = "text"
    locales: Collection[str] | None = None
    keys: Mapping[str, str] | None = None
    files: Mapping[str, str] | None = None
    system_fields: Sequence[str] = IDENTITY


class RecordWriter:
    """Converts entries of one content type.

    Args:
        content_type: The content type.
        options: How.

    Raises:
        TypeError: `content_type` is no content type with a schema.
        ValueError: An option has an unknown value.
    """

    def __init__(self, content_type: Mapping[str, Any], options: Options) -> None:
        _check_options(options)
        self.fields: Field = read_content_type(content_type)
        self._content_type: Mapping[str, Any] = dict(content_type)
        self._options = options
        self._style = Style(options.flatten, options.dates)
        self._substitutes = _Substitutes(options.keys or {}, options.files or {})

    def is_wanted(self, entry: Mapping[str, Any]) -> bool:
        """Return whether an entry is in one of the locales that are wanted."""
        locales = self._options.locales
        return locales is None or not isinstance(cast("object", entry), Mapping) or entry.get("locale") in locales

    def write(self, entry: Mapping[str, Any]) -> Record:
        """Return the record of an entry.

        Raises:
            TypeError: It is no entry.
            ValueError: The form of a value is unclear, or a field cannot be a column.
        """
        from contentstack_cma.models import Entry

        if not isinstance(cast("object", entry), Mapping):
            raise TypeError(f"entries must be entries or their dicts, not {type(entry).__name__}")
        values: Mapping[str, Any] = entry.to_dict() if isinstance(entry, Entry) else entry
        if self._substitutes:
            values = self._substitutes.apply(values, self.fields.fields)
        fields = Entry.from_dict(dict(values)).writable(self._content_type)
        record: Record = {name: self._format_system(values[name]) for name in self._choose_system(values)}
        for name in fields:
            if not is_column_name(name):
                raise ValueError(f"the field {name!r} cannot be a column: its uid is empty, a number, or has a . or :")
        put_fields(record, "", fields, self.fields.fields, self._style)
        return record

    def list_columns(self, extra: Iterable[str] = ()) -> list[str]:
        """Return the columns of every entry and extra ones, in the order of the content type."""
        own = list_names(self.fields, has_positions=self._options.flatten == "columns")
        names = dict.fromkeys((*self._options.system_fields, *own, *extra))
        return sorted(names, key=lambda name: compute_order(name, self.fields))

    def _choose_system(self, values: Mapping[str, Any]) -> Iterator[str]:
        return (name for name in self._options.system_fields if name in values)

    def _format_system(self, value: Any) -> Cell:
        if isinstance(value, str):
            return to_moment(value) if self._options.dates == "datetime" else value
        return value if isinstance(value, (int, float)) or value is None else dump_json(value)


def _check_options(options: Options) -> None:
    if options.flatten not in ("json", "columns"):
        raise ValueError(f"flatten must be 'json' or 'columns', not {options.flatten!r}")
    if options.dates not in ("text", "datetime"):
        raise ValueError(f"dates must be 'text' or 'datetime', not {options.dates!r}")
    if isinstance(options.locales, str):
        raise TypeError(f"locales must be a list such as [{options.locales!r}], not a text")
    if unknown := [name for name in options.system_fields if name not in SYSTEM_FIELDS]:
        raise ValueError(f"{unknown[0]!r} is no system field; expected some of {', '.join(SYSTEM_FIELDS)}")


class _Substitutes:
    """Names in place of uids: keys of the entries that are referred to, and paths of files."""

    def __init__(self, keys: Mapping[str, str], files: Mapping[str, str]) -> None:
        self._keys = keys
        self._files = files

    def __bool__(self) -> bool:
        return bool(self._keys or self._files)

    def apply(self, values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
        return {name: self._replace(value, fields.get(name)) for name, value in values.items()}

    def _replace(self, value: Any, field: Field | None) -> Any:
        if field is None:
            return value
        if isinstance(value, list):
            return [self._replace(item, field.item) for item in cast("list[object]", value)]
        if field.kind == "file":
            return self._replace_file(value)
        if field.kind == "reference" and isinstance(value, Mapping):
            return self._replace_reference(cast("Mapping[str, Any]", value), field)
        if field.has_fields and isinstance(value, Mapping):
            return self.apply(cast("Mapping[str, Any]", value), field.fields)
        return cast("object", value)

    def _replace_file(self, value: Any) -> Any:
        uid: object = cast("Mapping[str, Any]", value).get("uid") if isinstance(value, Mapping) else value
        path = self._files.get(uid) if isinstance(uid, str) else None
        return cast("object", value) if path is None else format_path(path)

    def _replace_reference(self, value: Mapping[str, Any], field: Field) -> Any:
        only = field.targets[0] if len(field.targets) == 1 else None
        content_type: str | None = value.get("_content_type_uid") or only
        key = self._keys.get(content_type or "")
        found: object = value.get(key) if key else None
        if content_type is None or key is None or not isinstance(found, str) or not found:
            return value
        return build_reference(content_type, key, found)


def to_record(
    entry: Mapping[str, Any],
    content_type: Mapping[str, Any],
    *,
    flatten: Flatten = "json",
    dates: Dates = "text",
    keys: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    system_fields: Sequence[str] = IDENTITY,
) -> Record:
    """Return the flat row of one entry, such as one of an `AsyncClient`. See `to_records`.

        from contentstack_cma_toolkit.records import to_record

        book = {"schema": [{"uid": "title", "data_type": "text"}, {"uid": "price", "data_type": "number"}]}
        entry = {"uid": "blt1", "locale": "en-us", "_version": 2, "title": "Emma", "price": 9.5}
        assert to_record(entry, book)["price"] == 9.5

    Args:
        entry: The entry, or its dict.
        content_type: As for `to_records`.
        flatten: As for `to_records`.
        dates: As for `to_records`.
        keys: As for `to_records`.
        files: As for `to_records`.
        system_fields: As for `to_records`.

    Returns:
        The row.

    Raises:
        TypeError: `content_type` is no content type with a schema.
        ValueError: An option has an unknown value, or the form of a value is unclear.
    """
    options = Options(flatten, dates, None, keys, files, system_fields)
    return RecordWriter(content_type, options).write(entry)


def to_records(
    entries: Iterable[Mapping[str, Any]],
    content_type: Mapping[str, Any],
    *,
    flatten: Flatten = "json",
    dates: Dates = "text",
    locales: Collection[str] | None = None,
    keys: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    system_fields: Sequence[str] = IDENTITY,
) -> Iterator[Record]:
    """Convert entries to flat rows, one by one as they are needed.

        from contentstack_cma_toolkit.records import to_records

        book = {
            "schema": [
                {"uid": "title", "data_type": "text"},
                {"uid": "seo", "data_type": "group", "schema": [{"uid": "title", "data_type": "text"}]},
                {"uid": "author", "data_type": "reference", "reference_to": ["author"]},
            ]
        }
        author = [{"uid": "blt9", "_content_type_uid": "author"}]
        entries = [{"uid": "blt1", "title": "Emma", "seo": {"title": "Read Emma"}, "author": author}]
        (row,) = to_records(entries, book)
        assert row == {"uid": "blt1", "title": "Emma", "seo.title": "Read Emma", "author": "author:blt9"}

    A field that an entry does not have is missing in its row, a null is None. Fields that the content type does not
    know, and values that do not fit their field, are JSON in a column such as `price:json`.

    Args:
        entries: The entries, or their dicts.
        content_type: The content type, or its dict, read with `include_global_field_schema=True`.
        flatten: What becomes of groups that repeat and of modular blocks: `json` for JSON in one cell, `columns` for
            columns such as `steps.0.text` and `sections.0.quote.text`.
        dates: `text` for ISO 8601 as the API returns it; `datetime` for objects with their time zone, which lose how
            the text was written.
        locales: Only entries of these locales. An entry that is not localized is returned in its fallback locale.
            Default: all.
        keys: Uid of a unique text field by content type, to name entries by it, as in `author.title:Jane`, if they
            were read with `include`. Default: references are by uid, as in `author:blt0123`.
        files: Paths by uid of the asset. Default: files are uids.
        system_fields: The system fields in rows, such as `updated_at`.

    Returns:
        The rows. Each is a dict of texts, numbers, booleans, dates and None.

    Raises:
        TypeError: `content_type` is no content type with a schema.
        ValueError: An option has an unknown value, or the form of a value is unclear.
    """
    writer = RecordWriter(content_type, Options(flatten, dates, locales, keys, files, system_fields))
    return (writer.write(entry) for entry in entries if writer.is_wanted(entry))


async def to_records_async(
    entries: AsyncIterable[Mapping[str, Any]],
    content_type: Mapping[str, Any],
    *,
    flatten: Flatten = "json",
    dates: Dates = "text",
    locales: Collection[str] | None = None,
    keys: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    system_fields: Sequence[str] = IDENTITY,
) -> AsyncIterator[Record]:
    """Convert entries of an `AsyncClient` to flat rows, one by one as they are needed. See `to_records`.

    Args:
        entries: The entries, such as `stack.entries("book").list()`.
        content_type: As for `to_records`.
        flatten: As for `to_records`.
        dates: As for `to_records`.
        locales: As for `to_records`.
        keys: As for `to_records`.
        files: As for `to_records`.
        system_fields: As for `to_records`.

    Returns:
        The rows.

    Raises:
        TypeError: `content_type` is no content type with a schema.
        ValueError: An option has an unknown value, or the form of a value is unclear.
    """
    writer = RecordWriter(content_type, Options(flatten, dates, locales, keys, files, system_fields))
    async for entry in entries:
        if writer.is_wanted(entry):
            yield writer.write(entry)
