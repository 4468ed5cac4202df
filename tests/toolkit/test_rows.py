"""Rows of JSON Lines, JSON and CSV: what they hold, and where they are wrong."""

import io
import os
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from contentstack_cma.bulk import ref
from contentstack_cma_toolkit.cli.exit_codes import CommandError
from contentstack_cma_toolkit.cli.rows import AnyRow, BadRow, RowFormat, open_rows
from contentstack_cma_toolkit.records import Row


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def read_rows(source: str, row_format: RowFormat | None = None) -> list[AnyRow]:
    with open_rows(source, row_format) as rows:
        return list(rows)


def read_places(source: str, row_format: RowFormat | None = None) -> dict[str, AnyRow]:
    return {row.place: row for row in read_rows(source, row_format)}


def read_fields(name: str, content: str | bytes) -> dict[str, object]:
    (row,) = read_rows(write(name, content))
    assert isinstance(row, Row), row
    return dict(row)


def test_json_lines_are_rows_with_their_line() -> None:
    rows = read_places(write("a.jsonl", '{"title": "A"}\r\n\n{"title": "B\\u2028"}'))
    assert rows == {"a.jsonl:1": {"title": "A"}, "a.jsonl:3": {"title": "B\u2028"}}


def test_a_json_array_is_rows_with_their_position() -> None:
    rows = read_places(write("a.json", '[{"title": "A"}, {"title": "B"}]'))
    assert rows == {"a.json[0]": {"title": "A"}, "a.json[1]": {"title": "B"}}


def test_standard_input_is_json_lines_or_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1}\n')))
    assert read_places("-") == {"<stdin>:1": {"a": 1}}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n1\n")))
    assert read_places("-", "csv") == {"<stdin>:2": {"a": "1"}}
    assert not sys.stdin.buffer.closed


def test_cells_are_text_unless_the_column_has_a_type() -> None:
    content = 'title,price:number,stock:number,new:boolean,hero:json,plain:text\n1,12.5,-3,yes,"{""uid"": null}",true\n'
    fields = read_fields("a.csv", content)
    hero = {"uid": None}
    assert fields == {"title": "1", "price": 12.5, "stock": -3, "new": True, "hero": hero, "plain": "true"}
    assert isinstance(fields["stock"], int)


def test_dotted_columns_are_groups_and_lists() -> None:
    header = "title,seo.title,seo.image.alt,tags.0,tags.1,links.0.href,links.1.href"
    fields = read_fields("a.csv", f"{header}\nA,B,C,x,y,/1,/2\n")
    assert fields == {
        "title": "A",
        "seo": {"title": "B", "image": {"alt": "C"}},
        "tags": ["x", "y"],
        "links": [{"href": "/1"}, {"href": "/2"}],
    }


def test_more_than_ten_columns_of_a_list_keep_their_order() -> None:
    header = ",".join(f"tags.{number}" for number in range(12))
    fields = read_fields("a.csv", f"{header}\n{','.join(map(str, range(12)))}\n")
    assert fields == {"tags": [str(number) for number in range(12)]}


def test_an_empty_cell_leaves_its_field_out_and_json_can_be_null_or_empty() -> None:
    content = 'title,url,seo.title,tags.0,tags.1,a:json,b:json,price:number\nA,,,,y,null,"""""",\n'
    fields = read_fields("a.csv", content)
    assert fields == {"title": "A", "tags": ["y"], "a": None, "b": ""}


def test_a_json_cell_with_numbers_for_keys_stays_an_object() -> None:
    fields = read_fields("a.csv", 'map:json\n"{""0"": 1}"\n')
    assert fields == {"map": {"0": 1}}


def test_files_of_spreadsheets_are_read() -> None:
    content = b'\xef\xbb\xbftitle,text\r\n"A ""quoted""","two\r\nlines"\r\n\r\nB,c\r\n'
    assert read_places(write("a.csv", content)) == {
        "a.csv:2": {"title": 'A "quoted"', "text": "two\r\nlines"},
        "a.csv:5": {"title": "B", "text": "c"},
    }


def test_a_cell_may_be_longer_than_the_csv_module_expects() -> None:
    fields = read_fields("a.csv", f"text\n{'x' * 200_000}\n")
    assert len(str(fields["text"])) == 200_000


def test_a_list_is_text_between_commas() -> None:
    fields = read_fields("a.csv", 'title,tags:list\nA," news, sport ,,"\n')
    assert fields == {"title": "A", "tags": ["news", "sport"]}


def test_a_column_can_refer_to_entries_by_a_field() -> None:
    header = "title,author:ref(author.slug),related.0:ref(blog_post.title),related.1:ref(blog_post.title)"
    fields = read_fields("a.csv", f"{header}\nA,jane,One,\n")
    assert fields == {
        "title": "A",
        "author": ref("author", key="jane", field="slug"),
        "related": [ref("blog_post", key="One", field="title")],
    }


def test_json_can_refer_to_entries_by_a_field() -> None:
    mark = '{"$ref": {"content_type": "author", "key": 7, "field": "number"}}'
    schema = '{"$ref": "#/definitions/x"}'
    expected = {"a": [{"b": ref("author", key=7, field="number")}], "schema": {"$ref": "#/definitions/x"}}
    assert read_fields("a.jsonl", f'{{"a": [{{"b": {mark}}}], "schema": {schema}}}') == expected
    quoted = f'[{{"b": {mark}}}]'.replace('"', '""')
    assert read_fields("a.csv", f'a:json\n"{quoted}"\n') == {"a": expected["a"]}


def test_rows_can_be_put_aside_and_read_again() -> None:
    row = pickle.loads(pickle.dumps(Row("a.csv:2", {"title": "A"})))
    assert (row, row.place) == ({"title": "A"}, "a.csv:2")


@pytest.mark.parametrize(
    ("row_format", "lines"), [("jsonl", ['{"a": "1"}\n', '{"a": "2"}\n']), ("csv", ["a\n1\n", "2\n"])]
)
def test_lines_are_read_when_they_are_needed(
    row_format: RowFormat, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stdin, os.fdopen(writing, "wb", buffering=0) as file:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
        file.write(lines[0].encode())
        with open_rows("-", row_format) as rows:
            assert next(rows) == {"a": "1"}
            file.write(lines[1].encode())
            assert next(rows) == {"a": "2"}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", "", "a.txt: the suffix must be one of .jsonl, .ndjson, .json, .csv, not '.txt'"),
        ("a.json", '[{"a": 1},\n {"a"}]', "a.json:2:6: not valid JSON: Expecting ':' delimiter"),
        ("a.json", '{"a": 1}', "a.json: must be a JSON array of objects"),
        ("a.json", "[" * 100_000, "a.json:1: not valid JSON: "),
        ("a.csv", "", "a.csv: is empty; expected a header"),
        ("a.csv", "a,\n1,2\n", "a.csv:1: column 2 has the name ''"),
        ("a.csv", "a..b\n1\n", "a.csv:1: column 1 has the name 'a..b'"),
        ("a.csv", "0.a\n1\n", "a.csv:1: column 1 must begin with a field, not a number"),
        ("a.csv", "a,a:number\n1,2\n", "a.csv:1: column 'a:number' occurs twice"),
        ("a.csv", "a:money\n1\n", "has the type 'money'; expected one of text, number, boolean, list, json or ref("),
        ("a.csv", "a:ref(author)\n1\n", "column 'a:ref(author)' has the type 'ref(author)'"),
        ("a.csv", "a,a.b\n1,2\n", "a.csv:1: columns 'a' and 'a.b' contradict each other"),
        ("a.csv", "a.0,a.2\n1,2\n", "a.csv:1: the columns of 'a' must be a.0, a.1 and so on, without gaps"),
        ("a.csv", "a.0,a.b\n1,2\n", "a.csv:1: 'a' has both positions and names"),
        ("a.csv", b"\xe9\n1\n", "a.csv:1: the header is not UTF-8 text"),
        ("a.csv", '"a\n1\n', "a.csv:2: not valid CSV: "),
    ],
)
def test_a_file_that_cannot_be_used_is_named(name: str, content: str | bytes, problem: str) -> None:
    with pytest.raises(CommandError) as caught:
        read_rows(write(name, content))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "before", "wrong", "after", "problem"),
    [
        ("a.jsonl", '{"a": 1}\n', '{"a": }\n', '{"a": 2}\n', "a.jsonl:2:7: not valid JSON: Expecting value"),
        ("a.jsonl", '{"a": 1}\n', "{\n", '{"a": 2}\n', "a.jsonl:2:2: not valid JSON: Expecting property name"),
        ("a.jsonl", '{"a": 1}\n', '{"a": NaN}\n', '{"a": 2}\n', "a.jsonl:2: not valid JSON: NaN is not a JSON number"),
        ("a.jsonl", '{"a": 1}\n', "[1]\n", '{"a": 2}\n', "a.jsonl:2: must be a JSON object, not '[1]'"),
        ("a.jsonl", '{"a": 1}\n', b'{"a": "\xe9"}\n', '{"a": 2}\n', "a.jsonl:2: not UTF-8 text"),
        ("a.jsonl", '{"a": 1}\n', '{"a": {"$ref": {"key": 1}}}\n', '{"a": 2}\n', "a.jsonl:2: a reference must be"),
        (
            "a.jsonl",
            '{"a": 1}\n',
            '{"a": {"$ref": {"content_type": "b", "field": "c", "key": ""}}}\n',
            '{"a": 2}\n',
            "a.jsonl:2: a reference is malformed: content_type and key must not be empty",
        ),
        ("a.jsonl", '{"a": 1}\n', f'{{"a": {"[" * 200}{"]" * 200}}}\n', '{"a": 2}\n', "a.jsonl:2: is nested more than"),
        ("a.json", '[{"a": 1},', "1,", '{"a": 2}]', "a.json[1]: must be a JSON object, not '1'"),
        ("a.csv", "a,b\n1,2\n", "1\n", "3,4\n", "a.csv:3: has 1 cells, but the header has 2"),
        ("a.csv", "a:number\n1\n", "1e999\n", "2\n", "a.csv:3: column 'a:number': '1e999' is not a number"),
        ("a.csv", 'a,b:number\n"x\ny",1\n', "z,two\n", "z,3\n", "a.csv:4: column 'b:number': 'two' is not a number"),
        ("a.csv", "a:boolean\n1\n", "maybe\n", "no\n", "a.csv:3: column 'a:boolean': 'maybe' is not a boolean"),
        ("a.csv", "a:json\n1\n", "{\n", "2\n", "a.csv:3: column 'a:json': '{' is not valid JSON"),
        ("a.csv", "a:json\n1\n", "NaN\n", "2\n", "'NaN' is not valid JSON: NaN is not a JSON number"),
        ("a.csv", "a:ref(b.c)\n1\n", '" "\n', "2\n", "a.csv:3: column 'a:ref(b.c)': a reference is malformed"),
        ("a.csv", "a,b\n1,2\n", b"1,\xe9\n", "3,4\n", "a.csv:3: column 'b' is not UTF-8 text"),
    ],
)
def test_a_malformed_row_is_named_and_does_not_stop_the_others(
    name: str, before: str, wrong: str | bytes, after: str, problem: str
) -> None:
    content = b"".join(part if isinstance(part, bytes) else part.encode() for part in (before, wrong, after))
    first, bad, last = read_rows(write(name, content))
    assert isinstance(bad, BadRow)
    assert problem in bad.problem
    assert isinstance(first, Row)
    assert isinstance(last, Row)


def test_nothing_is_read_after_wrong_quotes_because_rows_might_be_mixed_up() -> None:
    first, bad = read_rows(write("a.csv", 'a,b\n1,2\n"x "quoted"\ny",2\n3,4\n'))
    assert first == {"a": "1", "b": "2"}
    assert isinstance(bad, BadRow)
    assert (bad.place, "a.csv:3: not valid CSV" in bad.problem) == ("a.csv:3", True)
    assert bad.problem.endswith("The rest of the file was not read")


def test_a_missing_file_is_an_error_of_the_system() -> None:
    with pytest.raises(FileNotFoundError):
        read_rows("missing.csv")
