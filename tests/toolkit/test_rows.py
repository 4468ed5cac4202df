"""Rows of JSON Lines, JSON and CSV: what they hold, and where they are wrong."""

import io
import sys
from pathlib import Path

import pytest

from contentstack_cma_toolkit.cli.exit_codes import CommandError
from contentstack_cma_toolkit.cli.rows import Row, read_rows


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def find_problem(name: str, content: str | bytes) -> str:
    with pytest.raises(CommandError) as caught:
        list(read_rows(write(name, content)))
    return str(caught.value)


def test_json_lines_are_rows_with_their_line() -> None:
    rows = list(read_rows(write("a.jsonl", '{"title": "A"}\r\n\n{"title": "B\\u2028"}\n')))
    assert rows == [Row("a.jsonl:1", {"title": "A"}), Row("a.jsonl:3", {"title": "B\u2028"})]


def test_a_json_array_is_rows_with_their_position() -> None:
    rows = list(read_rows(write("a.json", '[{"title": "A"}, {"title": "B"}]')))
    assert rows == [Row("a.json[0]", {"title": "A"}), Row("a.json[1]", {"title": "B"})]


def test_standard_input_is_json_lines_or_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1}\n')))
    assert list(read_rows("-")) == [Row("<stdin>:1", {"a": 1})]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n1\n")))
    assert list(read_rows("-", "csv")) == [Row("<stdin>:2", {"a": "1"})]


def test_cells_are_text_unless_the_column_has_a_type() -> None:
    content = 'title,price:number,stock:number,new:boolean,hero:json,plain:text\n1,12.5,-3,yes,"{""uid"": null}",true\n'
    (row,) = read_rows(write("a.csv", content))
    hero = {"uid": None}
    assert row.fields == {"title": "1", "price": 12.5, "stock": -3, "new": True, "hero": hero, "plain": "true"}
    assert isinstance(row.fields["stock"], int)


def test_dotted_columns_are_groups_and_lists() -> None:
    header = "title,seo.title,seo.image.alt,tags.0,tags.1,links.0.href,links.1.href"
    (row,) = read_rows(write("a.csv", f"{header}\nA,B,C,x,y,/1,/2\n"))
    assert row.fields == {
        "title": "A",
        "seo": {"title": "B", "image": {"alt": "C"}},
        "tags": ["x", "y"],
        "links": [{"href": "/1"}, {"href": "/2"}],
    }


def test_more_than_ten_columns_of_a_list_keep_their_order() -> None:
    header = ",".join(f"tags.{number}" for number in range(12))
    (row,) = read_rows(write("a.csv", f"{header}\n{','.join(map(str, range(12)))}\n"))
    assert row.fields == {"tags": [str(number) for number in range(12)]}


def test_an_empty_cell_leaves_its_field_out_and_json_can_be_null_or_empty() -> None:
    content = 'title,url,seo.title,tags.0,tags.1,a:json,b:json,price:number\nA,,,,y,null,"""""",\n'
    (row,) = read_rows(write("a.csv", content))
    assert row.fields == {"title": "A", "tags": ["y"], "a": None, "b": ""}


def test_a_json_cell_with_numbers_for_keys_stays_an_object() -> None:
    (row,) = read_rows(write("a.csv", 'map:json\n"{""0"": 1}"\n'))
    assert row.fields == {"map": {"0": 1}}


def test_files_of_spreadsheets_are_read() -> None:
    content = b'\xef\xbb\xbftitle,text\r\n"A ""quoted""","two\r\nlines"\r\n\r\nB,c\r\n'
    rows = list(read_rows(write("a.csv", content)))
    assert rows[0] == Row("a.csv:2", {"title": 'A "quoted"', "text": "two\r\nlines"})
    assert rows[1] == Row("a.csv:5", {"title": "B", "text": "c"})


def test_a_cell_may_be_longer_than_the_csv_module_expects() -> None:
    (row,) = read_rows(write("a.csv", f"text\n{'x' * 200_000}\n"))
    assert len(str(row.fields["text"])) == 200_000


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", "", "a.txt: the suffix must be one of .jsonl, .ndjson, .json, .csv, not '.txt'"),
        ("a.jsonl", '{"a": 1}\n{"a": }\n', "a.jsonl:2:7: not valid JSON: Expecting value"),
        ("a.jsonl", '{"a": NaN}\n', "a.jsonl:1: not valid JSON: NaN is not a JSON number"),
        ("a.jsonl", "[1]\n", "a.jsonl:1: must be a JSON object, not '[1]'"),
        ("a.jsonl", b'{"a": 1}\n{"a": "\xe9"}\n', "a.jsonl:2: not UTF-8 text"),
        ("a.json", '[{"a": 1},\n {"a"}]', "a.json:2:6: not valid JSON: Expecting ':' delimiter"),
        ("a.json", '{"a": 1}', "a.json: must be a JSON array of objects"),
        ("a.json", "[1]", "a.json[0]: must be a JSON object, not '1'"),
        ("a.json", "[" * 100_000, "a.json:1: not valid JSON: "),
        ("a.csv", "", "a.csv: is empty; expected a header"),
        ("a.csv", "a,\n1,2\n", "a.csv:1: column 2 has the name ''"),
        ("a.csv", "a..b\n1\n", "a.csv:1: column 1 has the name 'a..b'"),
        ("a.csv", "0.a\n1\n", "a.csv:1: column 1 must begin with a field, not a number"),
        ("a.csv", "a,a:number\n1,2\n", "a.csv:1: column 'a:number' occurs twice"),
        ("a.csv", "a:money\n1\n", "column 'a:money' has the type 'money'; expected one of text, number, boolean, json"),
        ("a.csv", "a,a.b\n1,2\n", "a.csv:1: columns 'a' and 'a.b' contradict each other"),
        ("a.csv", "a.0,a.2\n1,2\n", "a.csv:1: the columns of 'a' must be a.0, a.1 and so on, without gaps"),
        ("a.csv", "a.0,a.b\n1,2\n", "a.csv:1: 'a' has both positions and names"),
        ("a.csv", "a,b\n1,2\n1\n", "a.csv:3: has 1 cells, but the header has 2"),
        ("a.csv", "a:number\n1e999\n", "a.csv:2: column 'a:number': '1e999' is not a number"),
        ("a.csv", 'a,b:number\n"x\ny",1\nz,two\n', "a.csv:4: column 'b:number': 'two' is not a number"),
        ("a.csv", "a:boolean\nmaybe\n", "a.csv:2: column 'a:boolean': 'maybe' is not a boolean: use true or false"),
        ("a.csv", "a:json\n{\n", "a.csv:2: column 'a:json': '{' is not valid JSON"),
        ("a.csv", 'a\n"x\n', "a.csv:2: not valid CSV: "),
    ],
)
def test_what_is_wrong_is_named_with_its_place(name: str, content: str | bytes, problem: str) -> None:
    assert problem in find_problem(name, content)


def test_rows_before_a_wrong_one_are_read() -> None:
    rows = read_rows(write("a.csv", "a:number\n1\nx\n"))
    assert next(rows).fields == {"a": 1}
    with pytest.raises(CommandError, match=r"a\.csv:3"):
        next(rows)


def test_a_missing_file_is_an_error_of_the_system() -> None:
    with pytest.raises(FileNotFoundError):
        read_rows("missing.csv")
