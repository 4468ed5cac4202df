"""What an entry holds survives rows, CSV, pandas and JSON."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentstack_cma.models import Entry
from contentstack_cma_toolkit.records import Record, from_records, to_records
from contentstack_cma_toolkit.records.csv_files import Sheet, write_sheet
from contentstack_cma_toolkit.records.flattening import Flatten
from contentstack_cma_toolkit.records.writing import Options, RecordWriter
from tests.toolkit.support.content_types import build_entries

styles: st.SearchStrategy[Flatten] = st.sampled_from(["json", "columns"])


def is_clear(entry: dict[str, Any], content_type: dict[str, Any]) -> bool:
    """Whether `writable()` accepts the entry: the form of random JSON in place of a reference may be unclear."""
    try:
        Entry.from_dict(entry).writable(content_type)
    except ValueError:
        return False
    return True


def read_kinds(value: Any) -> Any:
    """The value with its types, because 1 == True == 1.0. JSON does not distinguish 1 and 1.0."""
    if isinstance(value, dict):
        return {name: read_kinds(each) for name, each in value.items()}
    if isinstance(value, list):
        return [read_kinds(each) for each in value]
    return ("boolean", value) if isinstance(value, bool) else value


def expect(entries: list[dict[str, Any]], content_type: dict[str, Any]) -> list[Any]:
    return [read_kinds({"uid": entry["uid"], **Entry.from_dict(entry).writable(content_type)}) for entry in entries]


@settings(max_examples=150, deadline=None)
@given(case=build_entries(), flatten=styles, delimiter=st.sampled_from([",", ";", "\t"]))
def test_entries_survive_rows_and_csv(case: Any, flatten: Flatten, delimiter: str) -> None:
    content_type, found = case
    entries = [entry for entry in found if is_clear(entry, content_type)]
    rows = list(to_records(entries, content_type, flatten=flatten))
    expected = expect(entries, content_type)
    assert [read_kinds(dict(row)) for row in from_records(rows, content_type)] == expected

    file = io.BytesIO()
    writer = RecordWriter(content_type, Options(flatten))
    assert write_sheet(file, rows, writer, delimiter=delimiter) == len(entries)
    sheet = Sheet("a.csv", io.StringIO(file.getvalue().decode(), newline=""))
    read = list(from_records(list(sheet.iterate()), content_type))
    assert [read_kinds(dict(row)) for row in read] == expected
    assert [row.locale for row in read] == [entry["locale"] for entry in entries]


@settings(max_examples=75, deadline=None)
@given(case=build_entries(), flatten=styles)
def test_rows_are_flat_and_survive_json(case: Any, flatten: Flatten) -> None:
    content_type, found = case
    entries = [entry for entry in found if is_clear(entry, content_type)]
    rows: list[Record] = list(to_records(entries, content_type, flatten=flatten))
    assert all(isinstance(cell, str | int | float | bool | None) for row in rows for cell in row.values())
    lines = [json.loads(json.dumps(row)) for row in rows]
    assert [read_kinds(dict(row)) for row in from_records(lines, content_type)] == expect(entries, content_type)


@pytest.mark.parametrize("flatten", ["json", "columns"])
def test_a_header_has_the_columns_of_the_content_type_in_its_order(flatten: Flatten) -> None:
    content_type: dict[str, Any] = {
        "schema": [
            {"uid": "title", "data_type": "text"},
            {"uid": "steps", "data_type": "group", "multiple": True, "schema": [{"uid": "text", "data_type": "text"}]},
            {"uid": "seo", "data_type": "global_field", "schema": [{"uid": "title", "data_type": "text"}]},
        ]
    }
    entries: list[dict[str, Any]] = [
        {"uid": "a", "odd": 1},
        {"uid": "b", "steps": [{"text": str(number)} for number in range(11)]},
    ]
    writer = RecordWriter(content_type, Options(flatten))
    file = io.BytesIO()
    write_sheet(file, to_records(entries, content_type, flatten=flatten), writer)
    header = file.getvalue().decode().splitlines()[0].split(",")
    steps = ["steps"] if flatten == "json" else [f"steps.{number}.text" for number in range(11)]
    assert header == ["uid", "locale", "_version", "title", *steps, "seo.title", "tags", "odd:json"]
