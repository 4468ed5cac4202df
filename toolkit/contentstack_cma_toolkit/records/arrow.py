"""Entries as Arrow tables, with a type per column. pyarrow is imported on use."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from .cells import MISSING, normalize
from .columns import read_column
from .fields import SYSTEM_FIELDS, Field
from .flattening import Flatten, Record
from .reading import from_records
from .references import RowError
from .rows import Row
from .writing import IDENTITY, Options, RecordWriter

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 10_000


def import_arrow() -> Any:
    """Return pyarrow.

    Raises:
        ImportError: It is not installed.
    """
    try:
        return import_module("pyarrow")
    except ImportError as error:
        raise ImportError('Arrow tables need pyarrow: pip install "contentstack-cma[arrow]"') from error


def to_arrow(
    entries: Iterable[Mapping[str, Any]],
    content_type: Mapping[str, Any],
    *,
    flatten: Flatten = "json",
    locales: Collection[str] | None = None,
    keys: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    system_fields: Sequence[str] = IDENTITY,
) -> "pa.Table":
    """Return entries as an Arrow table, with a typed column for each field.

    Numbers are `int64` if all are whole, otherwise `float64`; dates with a time are timestamps in UTC, others `date32`.
    A column with a value that does not fit is text. A table does not distinguish null from missing.

    Args:
        entries: The entries, or their dicts.
        content_type: As for `to_records`.
        flatten: As for `to_records`.
        locales: As for `to_records`.
        keys: As for `to_records`.
        files: As for `to_records`.
        system_fields: As for `to_records`.

    Returns:
        The table, which is in memory.

    Raises:
        ImportError: pyarrow is not installed.
        TypeError: `content_type` is no content type with a schema.
        ValueError: An option has an unknown value, or the form of a value is unclear.
    """
    arrow = import_arrow()
    writer = RecordWriter(content_type, Options(flatten, "datetime", locales, keys, files, system_fields))
    rows = [writer.write(entry) for entry in entries if writer.is_wanted(entry)]
    extra = dict.fromkeys(name for row in rows for name in row)
    columns = writer.list_columns(extra)
    arrays = [_build_array(arrow, rows, name, writer.fields) for name in columns]
    return cast("pa.Table", arrow.table(arrays, names=columns))


def _build_array(arrow: Any, rows: Sequence[Record], name: str, fields: Field) -> Any:
    values = [row.get(name) for row in rows]
    for kind in _list_types(arrow, name, fields, values):
        try:
            return arrow.array(values, type=kind)
        except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError):
            continue
    return arrow.array([_to_text(value) for value in values], type=arrow.string())


def _list_types(arrow: Any, name: str, fields: Field, values: Sequence[object]) -> list[Any]:
    """Return the types that a column may have, the best one first."""
    moment = arrow.timestamp("us", tz="UTC")
    if name in SYSTEM_FIELDS and name not in fields.fields:
        return {"_version": [arrow.int64()], "created_at": [moment], "updated_at": [moment]}.get(name, [])
    try:
        field = read_column(name, fields).field
    except RowError:
        return []
    if field.is_list:
        return []
    is_whole = all(value is None or isinstance(value, int) for value in values)
    numbers = [arrow.int64()] if is_whole else []
    date_type = moment if field.has_time else arrow.date32()
    types = {"number": [*numbers, arrow.float64()], "boolean": [arrow.bool_()], "date": [date_type]}
    return types.get(field.kind, [])


def _to_text(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else str(value)


def from_arrow(
    table: "pa.Table",
    content_type: Mapping[str, Any],
    *,
    key: str | None = None,
    required: Collection[str] = (),
    locales: Collection[str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Convert the rows of an Arrow table to what `create_many`, `update_many` and others accept, one by one.

    A null is a missing cell, which leaves its field as it is.

    Args:
        table: The table, such as one read from a Parquet file.
        content_type: As for `from_records`.
        key: As for `from_records`.
        required: As for `from_records`.
        locales: As for `from_records`.
        files: As for `from_records`.

    Returns:
        The fields of each row.

    Raises:
        RecordsError: Cells are wrong.
        TypeError: `content_type` is no content type with a schema.
    """
    rows = iterate_table(table)
    return from_records(rows, content_type, key=key, required=required, locales=locales, files=files)


def iterate_table(table: Any) -> Iterator[dict[str, object]]:
    """Iterate over the rows of a table. A null is left out."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        for row in cast("list[dict[str, object]]", batch.to_pylist()):
            yield {name: value for name, value in row.items() if value is not None and normalize(value) is not MISSING}


def iterate_parquet(path: str) -> Iterator[dict[str, object]]:
    """Iterate over the rows of a Parquet file.

    Raises:
        ImportError: pyarrow is not installed.
        OSError: The file cannot be read.
        ValueError: It is not a Parquet file.
    """
    import_arrow()
    parquet: Any = import_module("pyarrow.parquet")
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH):
            yield from iterate_table(import_arrow().Table.from_batches([batch]))


def write_parquet(path: str, table: "pa.Table") -> None:
    """Write a table to a Parquet file."""
    parquet: Any = import_module("pyarrow.parquet")
    parquet.write_table(table, path)
