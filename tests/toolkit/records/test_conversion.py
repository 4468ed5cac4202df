"""Rows in Python: what is in cells, what is wrong with them, pandas and Arrow."""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contentstack_cma.bulk import ref
from contentstack_cma.models import ContentType, Entry
from contentstack_cma_toolkit.records import (
    CellError,
    RecordsError,
    from_arrow,
    from_record,
    from_records,
    read_csv,
    to_arrow,
    to_record,
    to_records,
    to_records_async,
    write_csv,
)

TEXT = {"uid": "text", "data_type": "text"}
TYPE: dict[str, Any] = {
    "uid": "page",
    "title": "Page",
    "schema": [
        {"uid": "title", "data_type": "text"},
        {"uid": "price", "data_type": "number"},
        {"uid": "sold", "data_type": "boolean"},
        {"uid": "at", "data_type": "isodate"},
        {"uid": "day", "data_type": "isodate", "field_metadata": {"hide_time": True}},
        {"uid": "sizes", "data_type": "number", "multiple": True},
        {"uid": "color", "data_type": "text", "enum": {"choices": [{"value": "red"}, {"value": "blue"}]}},
        {"uid": "author", "data_type": "reference", "reference_to": ["author"]},
        {"uid": "related", "data_type": "reference", "reference_to": ["author", "page"]},
        {"uid": "hero", "data_type": "file"},
        {"uid": "photos", "data_type": "file", "multiple": True},
        {"uid": "seo", "data_type": "global_field", "reference_to": "seo", "schema": [TEXT]},
        {"uid": "closed", "data_type": "global_field", "reference_to": "closed"},
        {"uid": "more", "data_type": "link"},
        {
            "uid": "steps",
            "data_type": "group",
            "multiple": True,
            "schema": [TEXT, {"uid": "photo", "data_type": "file"}, {"uid": "by", "data_type": "reference"}],
        },
        {"uid": "blocks", "data_type": "blocks", "blocks": [{"uid": "quote", "schema": [TEXT]}]},
        {"uid": "taxonomies", "data_type": "taxonomy"},
        {"uid": "body", "data_type": "json"},
    ],
}
ASSET = {"uid": "blta", "filename": "a.jpg", "url": "https://example.com/a.jpg"}


def write_one(fields: dict[str, Any], **options: Any) -> dict[str, Any]:
    return dict(to_record({"uid": "blt1", **fields}, TYPE, **options))


def read_one(cells: dict[str, Any], **options: Any) -> dict[str, Any]:
    return dict(from_record(cells, TYPE, **options))


@pytest.mark.parametrize(
    ("fields", "cells"),
    [
        ({"title": "A", "price": 1, "sold": True}, {"title": "A", "price": 1, "sold": True}),
        ({"title": None, "price": None}, {"title": None, "price": None}),
        ({"title": "", "price": "", "author": ""}, {"title": "", "price": "", "author": ""}),
        ({"sizes": [1, 2.5]}, {"sizes": "[1, 2.5]"}),
        ({"sizes": []}, {"sizes": "[]"}),
        ({"author": [{"uid": "blt2", "_content_type_uid": "author"}]}, {"author": "author:blt2"}),
        ({"author": []}, {"author": "[]"}),
        ({"hero": "blta"}, {"hero": "blta"}),
        ({"photos": ["blta", "bltb"]}, {"photos": "blta, bltb"}),
        ({"seo": {"text": "x"}}, {"seo.text": "x"}),
        ({"seo": {}}, {"seo": "{}"}),
        ({"closed": {"a": 1}}, {"closed": '{"a": 1}'}),
        ({"more": {"title": "x", "href": "/x"}}, {"more.title": "x", "more.href": "/x"}),
        ({"taxonomies": [{"taxonomy_uid": "c", "term_uid": "red"}]}, {"taxonomies": "c/red"}),
        ({"body": {"type": "doc"}}, {"body": '{"type": "doc"}'}),
        ({"tags": ["a, b"]}, {"tags": '["a, b"]'}),
        ({"steps": [{"text": "x"}]}, {"steps": '[{"text": "x"}]'}),
        ({"blocks": [{"quote": {"text": "x"}}]}, {"blocks": '[{"quote": {"text": "x"}}]'}),
        ({"price": "12"}, {"price:json": '"12"'}),
        ({"color": "green"}, {"color:json": '"green"'}),
        ({"forgotten": 1}, {"forgotten:json": "1"}),
        ({"forgotten": None}, {"forgotten:json": None}),
        ({"seo": {"forgotten": [1]}}, {"seo.forgotten:json": "[1]"}),
    ],
)
def test_each_kind_has_its_form(fields: dict[str, Any], cells: dict[str, Any]) -> None:
    assert write_one(fields) == {"uid": "blt1", **cells}
    assert read_one(cells) == fields


def test_columns_with_positions() -> None:
    fields = {"steps": [{"text": "x", "_metadata": {"uid": "cs1"}}, {}], "blocks": [{"quote": {"text": "y"}}]}
    cells = {"steps.0.text": "x", "steps.0._metadata.uid": "cs1", "steps.1": "{}", "blocks.0.quote.text": "y"}
    assert write_one(fields, flatten="columns") == {"uid": "blt1", **cells}
    assert read_one(cells) == fields


def test_whole_assets_and_included_entries_become_references() -> None:
    author = {"uid": "blt2", "_content_type_uid": "author", "title": "Jane, Ltd", "_version": 3}
    by = {"uid": "blt3", "_content_type_uid": "author", "title": "Joe"}
    fields = {"hero": ASSET, "author": [author], "steps": [{"photo": ASSET, "by": [by]}]}
    row = write_one(fields, keys={"author": "title"}, files={"blta": "covers"}, flatten="columns")
    expected = {"hero": "./covers", "author": "author.title:Jane, Ltd", "steps.0.photo": "./covers"}
    assert row == {"uid": "blt1", **expected, "steps.0.by": "author.title:Joe"}
    jane, joe = ref("author", key="Jane, Ltd", field="title"), ref("author", key="Joe", field="title")
    expected_fields = {"hero": "blta", "author": [jane], "steps": [{"photo": "blta", "by": [joe]}]}
    read = read_one({name: cell for name, cell in row.items() if name != "uid"}, files={"./covers": "blta"})
    assert read == expected_fields
    nested = write_one(fields, keys={"author": "title"}, files={"blta": "a/b.jpg"})
    assert read_one(nested, files={"a/b.jpg": "blta"}) == {"uid": "blt1", **expected_fields}


def test_references_are_by_uid_if_the_key_is_not_read() -> None:
    assert write_one({"author": [{"uid": "blt2"}]}, keys={"author": "title"})["author"] == "author:blt2"


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"related": "author:blt1, page:blt2"}, [("author", "blt1"), ("page", "blt2")]),
        ({"related": '["author:blt1"]'}, [("author", "blt1")]),
        ({"related": 'author.title:a, "b": c'}, [ref("author", key='a, "b": c', field="title")]),
        ({"related": '["author.title:a", "page:blt2"]'}, [ref("author", key="a", field="title"), ("page", "blt2")]),
        ({"related:ref(author.slug)": "jane"}, [ref("author", key="jane", field="slug")]),
        ({"related:ref(page.title)": '["a", "b"]'}, [ref("page", key=each, field="title") for each in "ab"]),
        ({"related.0": "author:blt1", "related.1": "page:blt2"}, [("author", "blt1"), ("page", "blt2")]),
        ({"related": [ref("page", key="a")]}, [ref("page", key="a")]),
        (
            {"related": '[{"$ref": {"content_type": "page", "field": "title", "key": "a"}}]'},
            [ref("page", key="a", field="title")],
        ),
    ],
)
def test_forms_of_references(cells: dict[str, Any], fields: list[Any]) -> None:
    expected = [{"uid": each[1], "_content_type_uid": each[0]} if isinstance(each, tuple) else each for each in fields]
    assert read_one(cells) == {"related": expected}


def test_a_bare_uid_refers_to_the_only_content_type() -> None:
    assert read_one({"author": "blt2"}) == {"author": [{"uid": "blt2", "_content_type_uid": "author"}]}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"price": "abc"}, "expected a number, not 'abc'"),
        ({"price": True}, "expected a number, not the boolean True"),
        ({"price": "1e999"}, "expected a number, not '1e999'"),
        ({"price": "1_000"}, "expected a number, not '1_000'"),
        ({"price": "12,5"}, "expected a number, not '12,5'"),
        ({"title": 12}, "expected a text, not the number 12"),
        ({"sold": 1}, "expected true or false, not the number 1"),
        (
            {"at": datetime(2026, 1, 31, tzinfo=UTC).replace(tzinfo=None)},
            "2026-01-31 00:00:00 has no time zone: in pandas, use dt.tz_localize('UTC')",
        ),
        ({"day": "31.1.2026"}, "expected a date such as 2026-01-31, not '31.1.2026'"),
        ({"color": "x" * 99}, f"expected one of 'red', 'blue', not '{'x' * 40}…'"),
        ({"related": "blt1"}, "expected a reference such as author:blt0123 or author.title:Jane, not 'blt1'"),
        ({"author": "page:blt1"}, "cannot refer to 'page'; expected 'author'"),
        ({"taxonomies": "red"}, "expected terms as taxonomy/term, such as colors/red, not 'red'"),
        ({"hero": "a.jpg"}, "'a.jpg' is the path of a file; expected the uid of an asset, or pass files"),
        ({"hero": 1}, "expected the uid or the path of a file, not the number 1"),
        ({"sizes": "1, 2"}, "expected a list as JSON, such as [1, 2.5], not '1, 2'"),
        ({"sizes": '[1, "a"]'}, "item 1: expected a number, not 'a'"),
        ({"sizes": "[1"}, "'[1' is not valid JSON: Expecting ',' delimiter: line 1 column 3 (char 2)"),
        ({"seo": "[]"}, "expected an object as JSON, such as {}, not '[]'"),
        ({"body": "NaN"}, "'NaN' is not valid JSON: NaN is not a JSON number"),
        ({"titel": "x"}, "the content type has no field 'titel': did you mean 'title'?"),
        ({"seo.x": "x"}, "the field 'seo' has no field 'x'; it has text"),
        ({"title.x": "x"}, "the field 'title' has no field 'x'; it has no fields"),
        ({"locale": "xx"}, "the stack has no locale 'xx'; it has en-us"),
        (
            {"related:ref(page.title)": "[1"},
            "'[1' is not valid JSON: Expecting ',' delimiter: line 1 column 3 (char 2)",
        ),
        ({"seo": "{}", "seo.text": "x"}, "contradicts the column 'seo': clear the cell of one of them"),
        ({"title": "x", "title:json": '"y"'}, "contradicts another column for 'title': clear the cell of one of them"),
    ],
)
def test_a_wrong_cell_is_explained(cells: dict[str, Any], problem: str) -> None:
    with pytest.raises(RecordsError) as caught:
        from_record(cells, TYPE, locales=["en-us"])
    assert caught.value.errors == (CellError("rows[0]", list(cells)[-1], problem),)
    assert str(pickle.loads(pickle.dumps(caught.value))) == f'rows[0], column "{list(cells)[-1]}": {problem}'


def test_all_rows_of_a_list_are_checked_before_the_first_is_returned() -> None:
    rows: list[dict[str, object]] = [{"price": each, "titel": ""} for each in (1, *"x" * 200)]
    with pytest.raises(RecordsError) as caught:
        from_records(rows, TYPE)
    errors = caught.value.errors
    assert len(errors) == 100
    assert [error.column for error in errors].count("titel") == 1
    assert str(caught.value).endswith("… and 80 more")


def test_rows_of_an_iterator_are_read_as_they_are_needed() -> None:
    def iterate() -> Iterator[dict[str, object]]:
        yield {"price": "1"}
        yield {"price": "x"}
        raise AssertionError("read too far")

    read = from_records(iterate(), TYPE)
    assert next(read) == {"price": 1}
    with pytest.raises(RecordsError, match=r"rows\[1\]"):
        next(read)


def test_entries_are_converted_as_they_are_needed() -> None:
    def iterate() -> Iterator[dict[str, Any]]:
        yield {"uid": "blt1"}
        raise AssertionError("read too far")

    assert next(to_records(iterate(), TYPE)) == {"uid": "blt1"}


def test_required_columns_and_keys() -> None:
    with pytest.raises(RecordsError, match='column "price": is required, but empty'):
        from_record({"title": "x"}, TYPE, required=["price"])
    with pytest.raises(RecordsError, match='column "uid": is required, but empty'):
        from_record({"title": "x", "uid": ""}, TYPE, required=["uid"])
    with pytest.raises(RecordsError, match='column "title": is required, but empty'):
        from_record({"uid": "blt1"}, TYPE, key="title")
    assert read_one({"uid": "blt1", "title": "x"}, key="title") == {"title": "x"}


def test_the_locale_is_an_attribute_and_what_is_only_read_is_ignored() -> None:
    row = from_record({"uid": "blt1", "locale": "fr-fr", "_version": 3, "updated_at": "x"}, TYPE)
    assert (row, row.locale) == ({"uid": "blt1"}, "fr-fr")


def test_models_and_dicts_are_the_same() -> None:
    entry = Entry.from_dict({"uid": "blt1", "locale": "en-us", "_version": 2, "hero": ASSET})
    content_type = ContentType.from_dict(TYPE)
    expected = {"uid": "blt1", "locale": "en-us", "_version": 2, "hero": "blta"}
    assert to_record(entry, content_type) == to_record(entry.to_dict(), TYPE) == expected


def test_only_some_locales() -> None:
    entries = [{"uid": "blt1", "locale": locale} for locale in ("en-us", "fr-fr")]
    assert [row["locale"] for row in to_records(entries, TYPE, locales=["fr-fr"])] == ["fr-fr"]


def test_asynchronous_entries() -> None:
    async def iterate() -> AsyncIterator[dict[str, Any]]:
        yield {"uid": "blt1", "locale": "en-us"}
        yield {"uid": "blt2", "locale": "fr-fr"}

    async def collect() -> list[Any]:
        return [row["uid"] async for row in to_records_async(iterate(), TYPE, locales=["fr-fr"])]

    assert asyncio.run(collect()) == ["blt2"]


def test_dates_can_be_objects() -> None:
    fields = {"at": "2026-01-31T10:00:00.000+02:00", "day": "2026-01-31", "updated_at": "2026-01-31T08:00:00Z"}
    row = write_one(fields, dates="datetime", system_fields=("uid", "updated_at"))
    at = datetime(2026, 1, 31, 10, tzinfo=timezone(timedelta(hours=2)))
    assert row["at"] == at
    assert row["day"] == date(2026, 1, 31)
    assert row["updated_at"] == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert read_one(row) == {"uid": "blt1", "at": "2026-01-31T08:00:00.000Z", "day": "2026-01-31"}
    assert read_one({"at": datetime(2026, 1, 31, 8, 0, 0, 12, UTC)}) == {"at": "2026-01-31T08:00:00.000012Z"}
    assert write_one({"at": "2026-01-31T10:00:00"}, dates="datetime")["at"] == "2026-01-31T10:00:00"


def read_wrongly(rows: Any) -> Iterator[Any]:
    return from_records(rows, TYPE)


def write_wrongly(entries: Any) -> Iterator[Any]:
    return to_records(entries, TYPE)


def call_wrongly(**options: Any) -> Iterator[Any]:
    return to_records([], TYPE, **options)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: call_wrongly(flatten="rows"), "flatten must be 'json' or 'columns', not 'rows'"),
        (lambda: call_wrongly(dates="iso"), "dates must be 'text' or 'datetime', not 'iso'"),
        (lambda: to_records([], TYPE, locales="en-us"), "locales must be a list such as"),
        (lambda: to_records([], TYPE, system_fields=["x"]), "'x' is no system field; expected some of uid, locale"),
        (lambda: to_records([], {"uid": "page"}), "content_type must be a content type with a schema"),
        (lambda: from_records([], {"uid": "page"}), "content_type must be a content type with a schema"),
        (lambda: next(read_wrongly({"title": "x"})), "rows must be dicts or a DataFrame, not str"),
        (lambda: next(read_wrongly([pd.Series(["x"])])), "rows must be dicts or a DataFrame, not Series"),
        (lambda: next(read_wrongly([{1: "x"}])), 'column "1": names of columns must be texts'),
        (lambda: read_wrongly(pd.DataFrame([[1, 2]], columns=["price", "price"])), 'column "price": occurs twice'),
        (lambda: next(write_wrongly({"uid": "blt1"})), "entries must be entries or their dicts, not str"),
        (lambda: to_record({"a.b": 1}, TYPE), "the field 'a.b' cannot be a column"),
        (lambda: to_record({"a:b": 1}, TYPE), "the field 'a:b' cannot be a column"),
        (lambda: to_record({"": 1}, TYPE), "the field '' cannot be a column"),
    ],
)
def test_wrong_arguments_are_explained(call: Any, problem: str) -> None:
    with pytest.raises((TypeError, ValueError), match=problem.replace("(", r"\(")):
        call()


def test_pandas_reads_and_writes_rows() -> None:
    entries: list[dict[str, Any]] = [
        {"uid": "blt1", "title": "A", "price": 1, "sold": True, "at": "2026-01-31T08:00:00.000Z", "sizes": [1]},
        {"uid": "blt2", "price": 2.5, "author": [{"uid": "blt3", "_content_type_uid": "author"}]},
        {"uid": "blt3", "title": ""},
    ]
    for dates in ("text", "datetime"):
        frame = pd.DataFrame(to_records(entries, TYPE, dates=dates))
        assert frame["price"].sum() == 3.5
        rows: list[Any] = frame.to_dict("records")
        back = [dict(row) for row in from_records(rows, TYPE)]
        assert back == entries
        assert type(back[0]["price"]) is int
        assert back[0]["sold"] is True


def test_scalars_of_numpy_and_missing_values_of_pandas() -> None:
    frame = pd.DataFrame({"uid": ["blt1", "blt2"], "price": [1, None], "sold": [True, None], "at": [None, None]})
    frame = frame.astype({"price": "Int64", "sold": "boolean", "at": "datetime64[ns, UTC]"})
    rows: list[Any] = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
    assert list(from_records(rows, TYPE)) == [{"uid": "blt1", "price": 1, "sold": True}, {"uid": "blt2"}]
    assert list(from_records(frame, TYPE)) == [{"uid": "blt1", "price": 1, "sold": True}, {"uid": "blt2"}]
    for missing in (np.float32("nan"), np.datetime64("NaT"), pd.NaT, pd.NA):
        assert read_one({"uid": "blt1", "price": missing, "at": missing}) == {"uid": "blt1"}
    series = pd.Series([3, 4])
    assert read_one({"price": series.to_numpy()[0], "sizes": series.to_numpy()}) == {"price": 3, "sizes": [3, 4]}


def test_a_frame_is_checked_as_a_whole() -> None:
    frame = pd.DataFrame({"title": ["a", None], "price": ["1", "x"]})
    with pytest.raises(RecordsError, match=r'rows\[1\], column "price": expected a number'):
        from_records(frame, TYPE)
    cleared = frame.assign(price=pd.Series([None, 2], dtype=object))
    assert list(from_records(cleared, TYPE)) == [{"title": "a", "price": None}, {"price": 2}]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("price", float("inf")),
        ("price", float("-inf")),
        ("sizes", [1, float("nan")]),
        ("body", {"a": [float("nan")]}),
        ("body", float("inf")),
        ("seo", {"text": float("inf")}),
        ("steps.0", {"text": float("nan")}),
    ],
)
def test_what_is_no_number_of_json_is_named(column: str, value: object) -> None:
    with pytest.raises(RecordsError, match=rf'rows\[0\], column "{column}": -?(inf|nan) is no number of JSON'):
        read_one({column: value})


def test_a_uid_is_a_text() -> None:
    with pytest.raises(RecordsError, match='column "uid": expected the uid of an entry as text, not 5'):
        read_one({"uid": 5, "title": "x"})


def test_csv_distinguishes_null_missing_and_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows: list[dict[str, object]] = [
        {"uid": "1", "title": "", "price": None},
        {"uid": "2", "title": "null"},
        {"uid": "3", "title": '""', "price": float("nan")},
        {"uid": "4", "title": "\\null", "sold": False},
        {"uid": "5", "title": "a\r\nb\rc\nd", "at": datetime(2026, 1, 31, 8, tzinfo=UTC)},
    ]
    assert write_csv(path, rows) == 5
    read = list(read_csv(path))
    del rows[2]["price"]
    rows[3]["sold"], rows[4]["at"] = "false", "2026-01-31T08:00:00.000Z"
    assert read == rows
    assert [row.place for row in read] == [f"a.csv, row {line}" for line in (2, 3, 4, 5, 6)]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\ntitle;price\r\n",
        "SEP=;\ntitle;price\n",
        '"sep=;"\ntitle;price\n',
        "sep=\t\ntitle\tprice\n",
        "sep=^\ntitle^price\n",
        "\r\n\r\nsep=;\r\ntitle;price\r\n",
        "\n\ntitle;price\n",
        "title;price\n",
        "title\tprice\n",
        "title,price\n",
        "title|price\n",
    ],
)
def test_separators_of_spreadsheets(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    sign = next(sign for sign in ";\t,|^" if sign in text.splitlines()[-1])
    path.write_text(f'{text}"x{sign}\ny"{sign}1\nz{sign}x\n', encoding="utf-8-sig", newline="")
    with pytest.raises(RecordsError) as caught:
        from_records(list(read_csv(path)), TYPE)
    line = text.count("\n") + 3
    assert str(caught.value) == f"""a.csv, row {line}, column "price": expected a number, not 'x'"""


def test_a_cell_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"price,title\n1,a\n2,caf\xe9\n3\n")
    with pytest.raises(RecordsError) as caught:
        from_records(list(read_csv(path)), TYPE)
    assert [str(error) for error in caught.value.errors] == [
        'a.csv, row 3, column "title": is not UTF-8 text: save the file with the encoding UTF-8',
        "a.csv, row 4: has 1 cell, but the header has 2",
    ]


def test_an_interrupted_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")

    def iterate() -> Iterator[dict[str, object]]:
        yield {"title": "x"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(path, iterate())
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_csv_file_of_entries_has_all_columns(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [], TYPE, delimiter=";", has_mark=True)
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfuid;locale;_version;title;price;sold;at;day;sizes;color;")


def test_arrow_tables_have_types() -> None:
    entries: list[dict[str, Any]] = [
        {
            "uid": "blt1",
            "_version": 2,
            "title": "A",
            "price": 1,
            "sold": True,
            "at": "2026-01-31T08:00:00.000Z",
            "day": "2026-01-31",
            "sizes": [1],
            "odd": 1,
        },
        {"uid": "blt2"},
    ]
    table = to_arrow(entries, TYPE)
    names = ("title", "price", "sold", "at", "day", "sizes", "_version", "odd:json")
    types = [str(table.schema.field(name).type) for name in names]
    assert types == ["string", "int64", "bool", "timestamp[us, tz=UTC]", "date32[day]", "string", "int64", "string"]
    read = [dict(row) for row in from_arrow(table, TYPE)]
    assert read == [{name: value for name, value in entry.items() if name != "_version"} for entry in entries]
    assert str(to_arrow([*entries, {"uid": "3", "price": 0.5}], TYPE)["price"].type) == "double"


def test_a_column_whose_values_do_not_fit_its_type_is_text() -> None:
    entries: list[dict[str, Any]] = [
        {"uid": "a", "at": "2026-01-31T08:00:00", "price": 2**70, "title": "x"},
        {"uid": "b", "at": ""},
    ]
    table = to_arrow(entries, TYPE)
    assert table["at"].to_pylist() == ["2026-01-31T08:00:00", ""]
    assert table["price"].to_pylist() == [str(2**70), None]


def test_pyarrow_is_imported_on_use_only(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, contentstack_cma_toolkit.records; print(sorted({'pyarrow', 'pandas', 'typer'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"contentstack-cma\[arrow\]"):
        to_arrow([], TYPE)
