"""Flat rows to the fields of entries. No I/O."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from .cells import MISSING, FindFile, normalize, read_cell
from .columns import Column, read_column
from .errors import CellError, RecordsError, shorten
from .fields import SYSTEM_FIELDS, Field, read_content_type
from .formats import is_list_of_uids
from .frames import Frame, is_frame, list_frame_rows
from .references import RowError, build_reference
from .rows import Row
from .scalars import parse_json_cell
from .trees import Tree, build_tree_fields, put_value

MOST_ERRORS = 100
"""After so many wrong cells, the others are not looked for."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How rows are read.

    Attributes:
        key: Uid of the field that identifies entries in place of the uid.
        required: Columns in which every row must have a value.
        locales: The locales that a row may name; None for all.
        find_file: Returns the uid of the asset for the path of a file.
    """

    key: str | None = None
    required: Collection[str] = ()
    locales: Collection[str] | None = None
    find_file: FindFile | None = None


class RecordReader:
    """Converts rows for one content type.

    Args:
        content_type: The content type.
        options: How.

    Raises:
        TypeError: `content_type` is no content type with a schema.
    """

    def __init__(self, content_type: Mapping[str, Any], options: ReadOptions) -> None:
        self.fields: Field = read_content_type(content_type)
        self._options = options
        self._find_file = options.find_file or _reject_path
        self._columns: dict[str, Column | None] = {}
        self._required = {*options.required, *([options.key] if options.key else [])}

    def check_names(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Iterate over the names that are no columns, with what is wrong with each. Their cells are ignored then."""
        for name in names:
            try:
                self._columns[name] = read_column(name, self.fields)
            except RowError as error:
                self._columns[name] = None
                yield name, str(error)

    def read(self, row: Mapping[str, object], place: str) -> tuple[Row, list[CellError]]:
        """Return the fields of a row, and what is wrong with its cells. An unknown column is named once."""
        tree: Tree = {}
        problems: list[tuple[str, str]] = []
        system: dict[str, object] = {}
        for name, value in row.items():
            cell = normalize(value)
            if cell is MISSING:
                continue
            try:
                self._put(tree, system, name, cell)
            except RowError as error:
                problems.append((str(name), str(error)))
        fields = build_tree_fields(tree)
        problems += self._check_required(fields, system, {name for name, _ in problems})
        locale = self._read_locale(system, problems)
        uid = self._read_uid(system, problems)
        identity = {"uid": uid} if uid and self._options.key is None else {}
        errors = [CellError(place, name, problem) for name, problem in problems]
        return Row(place, {**identity, **fields}, locale), errors

    def _put(self, tree: Tree, system: dict[str, object], name: str, cell: object) -> None:
        if not isinstance(cast("object", name), str):
            raise RowError("names of columns must be texts")
        if name not in self._columns:
            self._columns[name] = None
            self._columns[name] = read_column(name, self.fields)
        column = self._columns[name]
        if column is None:
            return
        if not column.path:
            system[name] = cell
        else:
            put_value(tree, column.path, self._read(column, cell))

    def _read(self, column: Column, cell: object) -> object:
        if column.target is None or not isinstance(cell, str):
            return read_cell(cell, column.field, self._find_file)
        keys = parse_json_cell(cell) if cell.startswith("[") and column.field.is_list else [cell]
        if not isinstance(keys, list):
            raise RowError(f"expected keys as a JSON list, not {shorten(cell)}")
        found = [build_reference(*column.target, key) for key in cast("list[str]", keys)]
        return found if column.field.is_list else found[0]

    def _check_required(
        self, fields: Mapping[str, object], system: Mapping[str, object], wrong: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        for name in self._required:
            value = system.get(name) if name in SYSTEM_FIELDS else fields.get(name)
            if value in (None, "", []) and name not in wrong:
                yield name, "is required, but empty"

    def _read_uid(self, system: Mapping[str, object], problems: list[tuple[str, str]]) -> str:
        uid = system.get("uid") or ""
        if isinstance(uid, str):
            return uid
        problems.append(("uid", f"expected the uid of an entry as text, not {uid!r}"))
        return ""

    def _read_locale(self, system: Mapping[str, object], problems: list[tuple[str, str]]) -> str | None:
        locale, known = system.get("locale"), self._options.locales
        if locale is None or locale == "":
            return None
        if not isinstance(locale, str) or (known is not None and locale not in known):
            problems.append(("locale", f"the stack has no locale {locale!r}; it has {', '.join(sorted(known or ()))}"))
            return None
        return locale


def _reject_path(path: str) -> NoReturn:
    kind = "are several files: write them as a JSON list" if is_list_of_uids(path) else "is the path of a file"
    raise RowError(f"{shorten(path)} {kind}; expected the uid of an asset, or pass files")


def from_record(
    row: Mapping[str, object],
    content_type: Mapping[str, Any],
    *,
    key: str | None = None,
    required: Collection[str] = (),
    locales: Collection[str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Row:
    """Return the fields of one flat row. See `from_records`.

        from contentstack_cma_toolkit.records import from_record

        book = {"schema": [{"uid": "title", "data_type": "text"}, {"uid": "price", "data_type": "number"}]}
        assert from_record({"uid": "blt1", "price": "9.5"}, book) == {"uid": "blt1", "price": 9.5}

    Args:
        row: The row.
        content_type: As for `from_records`.
        key: As for `from_records`.
        required: As for `from_records`.
        locales: As for `from_records`.
        files: As for `from_records`.

    Returns:
        The fields, with the locale of the row as `locale`.

    Raises:
        RecordsError: Cells are wrong.
        TypeError: `content_type` is no content type with a schema.
    """
    return next(from_records([row], content_type, key=key, required=required, locales=locales, files=files))


def from_records(
    rows: Iterable[Mapping[str, object]] | Frame,
    content_type: Mapping[str, Any],
    *,
    key: str | None = None,
    required: Collection[str] = (),
    locales: Collection[str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Convert flat rows to what `create_many`, `update_many`, `upsert_many` and `localize_many` accept.

        from contentstack_cma_toolkit.records import from_records

        book = {
            "schema": [
                {"uid": "title", "data_type": "text"},
                {"uid": "pages", "data_type": "number"},
                {"uid": "author", "data_type": "reference", "reference_to": ["author"]},
            ]
        }
        rows = [{"uid": "blt1", "title": "Emma", "pages": "474", "author": "author:blt9"}]
        (item,) = from_records(rows, book)
        author = [{"uid": "blt9", "_content_type_uid": "author"}]
        assert item == {"uid": "blt1", "title": "Emma", "pages": 474, "author": author}

    Rows are those of `to_records`, of `read_csv`, or a pandas DataFrame: `NaN`, `NaT` and `NA` are missing cells, which
    leave their field as it is; None clears it. Pass the frame itself, because its `to_dict("records")` makes None of
    `NA`. Numbers and booleans can be texts. `author.title:Jane` becomes a `bulk.ref` to the entry of the content type
    `author` whose title is Jane.

    Of a list or a DataFrame, all rows are checked before the first one is returned. Rows of an iterator are converted
    one by one, as they are needed, so that the first ones may have been sent when a wrong one is found.

    Args:
        rows: The rows: dicts, or a DataFrame.
        content_type: The content type, or its dict, read with `include_global_field_schema=True`.
        key: Uid of the field that identifies entries; each row must have it. The uid is left out then, as for
            `upsert_many`. Default: rows keep their uid.
        required: Columns in which every row must have a value, such as `["uid"]` before `update_many`.
        locales: The locales that a row may name. Default: all.
        files: Uids of assets by the path in a cell. Default: cells can only have uids.

    Returns:
        The fields of each row. The attribute `locale` is that of its column.

    Raises:
        RecordsError: Cells are wrong. `errors` has up to 100 of a list.
        TypeError: `content_type` is no content type with a schema, or a row is no dict.
    """
    find_file = None if files is None else _look_up(files)
    reader = RecordReader(content_type, ReadOptions(key, required, locales, find_file))
    if is_frame(rows):
        return iter(list(_check(reader, list_frame_rows(rows))))
    if isinstance(rows, Sequence):
        return iter(list(_check(reader, rows)))
    return _read_one_by_one(reader, cast("Iterable[Mapping[str, object]]", rows))


def _check(reader: RecordReader, rows: Iterable[Mapping[str, object]]) -> Iterator[Row]:
    errors: list[CellError] = []
    for row, found in _read_all(reader, rows):
        errors += found
        if len(errors) >= MOST_ERRORS:
            break
        yield row
    if errors:
        raise RecordsError(errors[:MOST_ERRORS])


def _read_one_by_one(reader: RecordReader, rows: Iterable[Mapping[str, object]]) -> Iterator[Row]:
    for row, errors in _read_all(reader, rows):
        if errors:
            raise RecordsError(errors)
        yield row


def _read_all(reader: RecordReader, rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[Row, list[CellError]]]:
    for index, row in enumerate(rows):
        if not isinstance(cast("object", row), Mapping):
            raise TypeError(f"rows must be dicts or a DataFrame, not {type(row).__name__}")
        place = getattr(row, "place", f"rows[{index}]")
        problem: str = getattr(row, "problem", "")
        if problem:
            yield Row(place, {}), [CellError(place, getattr(row, "column", ""), problem)]
        else:
            yield reader.read(row, place)


def _look_up(files: Mapping[str, str]) -> Callable[[str], str]:
    def find_file(path: str) -> str:
        if path not in files:
            raise RowError(f"there is no file {shorten(path)} in files")
        return files[path]

    return find_file
