"""Files of flat rows, exported and imported against the emulator."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.records import to_records
from tests.toolkit.support.command_line import CommandLine, Done

UID = "product"
AUTHOR = "maker"


def build_types() -> list[Any]:
    title: dict[str, Any] = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
    name = {"uid": "name", "display_name": "Name", "data_type": "text"}
    fields: dict[str, dict[str, Any]] = {
        "sku": {"data_type": "text", "unique": True},
        "price": {"data_type": "number"},
        "is_new": {"data_type": "boolean"},
        "color": {
            "data_type": "text",
            "display_type": "dropdown",
            "enum": {"advanced": False, "choices": [{"value": "red"}, {"value": "blue"}]},
        },
        "day": {"data_type": "isodate"},
        "sizes": {"data_type": "text", "multiple": True},
        "maker": {"data_type": "reference", "reference_to": [AUTHOR]},
        "photo": {"data_type": "file"},
        "seo": {"data_type": "group", "schema": [name]},
        "steps": {"data_type": "group", "multiple": True, "schema": [name]},
    }
    named = [{"uid": uid, "display_name": uid, **field} for uid, field in fields.items()]
    return [
        {"uid": AUTHOR, "title": "Maker", "schema": [title | {"unique": True}]},
        {"uid": UID, "title": "Product", "schema": [title, *named]},
    ]


@pytest.fixture(scope="module", autouse=True)
def product_type(emulator: Emulator) -> None:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        for content_type in build_types():
            client.stack(emulator.stack.api_key).content_types.create(content_type)


@pytest.fixture(autouse=True)
def bare_shelf(stack: Stack) -> Iterator[None]:
    yield
    for uid in (UID, AUTHOR):
        stack.entries(uid).delete_many(stack.entries(uid).snapshot()).finish()


def write(name: str, text: str | bytes) -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def run_import(command_line: CommandLine, file: str, *options: str) -> Done:
    return command_line.run("records", "import", "--content-type", UID, "--file", file, *options)


def export(command_line: CommandLine, *options: str) -> str:
    done = command_line.run("records", "export", "--content-type", UID, *options)
    assert done.code == 0, done.err
    return done.out


def read_products(stack: Stack, locale: str | None = None) -> dict[str, Any]:
    return {entry["sku"]: entry for entry in stack.entries(UID).list(locale=locale)}


def read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


FULL = {
    "title": 'A "good"; pan, 30 cm',
    "sku": "a",
    "price": 12.5,
    "is_new": True,
    "color": "red",
    "day": "2026-01-31T08:00:00.000Z",
    "sizes": ["S", "M, L"],
    "seo": {"name": "Pan\r\nfor all"},
    "steps": [{"name": "Heat"}, {"name": "Fry"}],
}


def test_what_is_exported_can_be_changed_and_imported(signed_in: CommandLine, stack: Stack) -> None:
    created = stack.entries(UID).create(FULL)
    for flatten in ("json", "columns"):
        export(signed_in, "--flatten", flatten, "--out", "a.csv")
        text = Path("a.csv").read_bytes().decode()
        (row,) = read_rows(text)
        assert row["uid"] == created.uid
        assert row["seo.name"] == "Pan\r\nfor all"
        assert ("steps.1.name" in row) == (flatten == "columns")
        before = stack.entries(UID).get(created.uid)
        done = run_import(signed_in, write("a.csv", text.replace("12.5", "13")))
        assert (done.code, done.out) == (0, ""), done.err
        assert "1 updated in" in done.err
        after = stack.entries(UID).get(created.uid)
        schema = stack.content_types.get(UID)
        expected = before.writable(schema) | {"price": 13}
        assert after.writable(schema) == expected
        stack.entries(UID).update(created.uid, {"price": 12.5})


def test_rows_without_uid_are_new_entries(signed_in: CommandLine, stack: Stack) -> None:
    rows = ["title;sku;price;is_new;seo.name;steps", 'Pan;a;12.5;TRUE;;"[{""name"": ""Heat""}]"', "Pot;b;;;x;"]
    done = run_import(signed_in, write("new.csv", "\ufeff" + "\r\n".join(rows)))
    assert "2 created in" in done.err, done.err
    products = read_products(stack)
    assert (products["a"]["price"], products["a"]["is_new"]) == (12.5, True)
    assert products["b"]["seo"] == {"name": "x"}


def test_entries_are_found_by_a_key(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries(UID).create({"title": "Pan", "sku": "a", "price": 1, "color": "red"})
    done = run_import(
        signed_in, write("a.csv", "uid,title,sku,price,color\nx,Pan,a,2,null\n,Pot,b,3,\n"), "--key", "sku"
    )
    assert (done.code, "1 created, 1 updated in" in done.err) == (0, True), done.err
    products = read_products(stack)
    assert {sku: entry["price"] for sku, entry in products.items()} == {"a": 2, "b": 3}
    assert products["a"]["color"] is None


def test_each_row_is_written_in_its_locale(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries(UID).create({"title": "Pan", "sku": "a"})
    stack.entries(UID).create({"title": "Pot", "sku": "b"})
    sheet = f"uid,locale,title\n{entry.uid},fr-fr,Poêle\n{entry.uid},en-us,Frying pan\n"
    done = run_import(signed_in, write("a.csv", sheet), "--checkpoint", "done.jsonl")
    assert done.code == 0, done.err
    assert stack.entries(UID).get(entry.uid, locale="fr-fr").title == "Poêle"
    assert stack.entries(UID).get(entry.uid).title == "Frying pan"
    assert {path.name for path in Path().glob("done.jsonl*")} >= {"done.jsonl", "done.jsonl.update.fr-fr"}

    exported = read_rows(export(signed_in, "--locale", "en-us", "--locale", "fr-fr"))
    titles = sorted((row["locale"], row["title"]) for row in exported)
    assert titles == [("en-us", "Frying pan"), ("en-us", "Pot"), ("fr-fr", "Poêle")]


def test_a_key_localizes_rows_of_other_locales(signed_in: CommandLine, stack: Stack) -> None:
    sheet = "sku,locale,title\na,fr-fr,Poêle\na,,Pan\n"
    done = run_import(signed_in, write("a.csv", sheet), "--key", "sku")
    assert done.code == 0, done.err
    (entry,) = read_products(stack).values()
    assert (entry.title, stack.entries(UID).get(entry.uid, locale="fr-fr").title) == ("Pan", "Poêle")


def test_references_are_by_uid_or_by_a_unique_field(signed_in: CommandLine, stack: Stack) -> None:
    maker = stack.entries(AUTHOR).create({"title": "Jane, Ltd"})
    sheet = f'title,sku,maker\nPan,a,{AUTHOR}:{maker.uid}\nPot,b,"{AUTHOR}.title:Jane, Ltd"\n'
    assert run_import(signed_in, write("a.csv", sheet)).code == 0
    assert {entry["maker"][0]["uid"] for entry in read_products(stack).values()} == {maker.uid}
    named = read_rows(export(signed_in, "--reference-key", f"{AUTHOR}=title"))
    assert {row["maker"] for row in named} == {f"{AUTHOR}.title:Jane, Ltd"}
    assert {row["maker"] for row in read_rows(export(signed_in))} == {f"{AUTHOR}:{maker.uid}"}


def test_files_are_uploaded_once(signed_in: CommandLine, stack: Stack) -> None:
    (Path("photos") / "big").mkdir(parents=True)
    write("photos/pan.txt", "a pan")
    write("photos/big/pan.txt", "a big pan")
    write("photos/unused.txt", "unused")
    sheet = write("a.csv", "title,sku,photo\nPan,a,pan.txt\nPot,b,big/pan.txt\nPan 2,c,pan.txt\n")
    for _ in range(2):
        done = run_import(signed_in, sheet, "--files", "photos", "--key", "sku")
        assert done.code == 0, done.err
    photos = {sku: entry["photo"] for sku, entry in read_products(stack).items()}
    uids = {sku: photo["uid"] if isinstance(photo, dict) else photo.uid for sku, photo in photos.items()}
    assert uids["a"] == uids["c"] != uids["b"]
    names = sorted(asset.filename or "" for asset in stack.assets.list(query={"is_dir": False}))
    assert names.count("pan.txt") == 2
    assert "unused.txt" not in names
    assert {row["sku"]: row["photo"] for row in read_rows(export(signed_in))} == uids


WRONG = """title,sku,price,color,maker,photo,locale
Pan,a,abc,green,maker.title:Nobody,missing.txt,xx
"Two
lines",b,1,red,,../secret.txt,
,c,,,other:blt1,,
"""


def test_all_wrong_cells_are_named_and_nothing_is_sent(signed_in: CommandLine, stack: Stack) -> None:
    Path("photos").mkdir()
    write("secret.txt", "")
    done = run_import(signed_in, write("prices.csv", WRONG), "--files", "photos")
    assert done.code == 2
    assert done.err.splitlines() == [
        """prices.csv, row 2, column "price": expected a number, not 'abc'""",
        """prices.csv, row 2, column "color": expected one of 'red', 'blue', not 'green'""",
        """prices.csv, row 2, column "photo": there is no file 'missing.txt' in the folder of --files""",
        """prices.csv, row 2, column "locale": the stack has no locale 'xx'; it has en-us, fr-fr""",
        """prices.csv, row 3, column "photo": '../secret.txt' leads out of the folder of --files""",
        """prices.csv, row 5, column "maker": cannot refer to 'other'; expected 'maker'""",
        "contentstack-cma: 6 cells are wrong. Nothing was sent.",
    ]
    assert read_products(stack) == {}


@pytest.mark.parametrize(
    ("sheet", "problem"),
    [
        ("titel,sku\nPan,a\n", """a.csv, row 1, column "titel": the content type has no field 'titel': did you mean"""),
        ("sku\na\n", 'a.csv, row 1, column "title": is required, but there is no such column'),
        ("title,title\nPan,a\n", 'a.csv, row 1, column "title": occurs twice'),
        ("title,\nPan,a\n", "a.csv, row 1: column 2 has no name"),
        ("", "a.csv, row 1: the file is empty"),
        ("title,sku\n\nPan\n", "a.csv, row 3: has 1 cell, but the header has 2"),
        ("title,sku\n,a\n", 'a.csv, row 2, column "title": is required for a new entry, but empty'),
        ('title,sku\n"x" y,a\n', "a.csv, row 2: not valid CSV"),
        (b"title,sku\n\xe9,a\n", 'a.csv, row 2, column "title": is not UTF-8 text'),
        (
            "title,maker\nPan,maker.title:Nobody\n",
            """column "maker": there is no entry of 'maker' whose title is 'Nob""",
        ),
        (
            "title,photo\nPan,pan.jpg\n",
            """'pan.jpg' is the path of a file; expected the uid of an asset, or pass --f""",
        ),
        ("title,steps\nPan,x\n", """column "steps": expected a list as JSON, such as [{…}], not 'x'"""),
        ("title,steps,steps.0.name\nPan,[],x\n", 'column "steps.0.name": contradicts the column'),
        ("title,day\nPan,tomorrow\n", "expected a date such as 2026-01-31T08:00:00Z, not 'tomorrow'"),
        ("title,is_new\nPan,maybe\n", "expected true or false, not 'maybe'"),
        ("title,steps.name\nPan,x\n", "is a field of a list: name its position, as in steps.0.name"),
        ("title,price:money\nPan,1\n", "has the type 'money'; expected json"),
    ],
)
def test_each_wrong_file_is_explained(signed_in: CommandLine, stack: Stack, sheet: str | bytes, problem: str) -> None:
    done = run_import(signed_in, write("a.csv", sheet))
    assert (done.code, problem in done.err) == (2, True), done.err
    assert read_products(stack) == {}


def test_programs_get_wrong_cells_as_json(signed_in: CommandLine) -> None:
    done = run_import(signed_in, write("a.csv", "title,price\nPan,x\n"), "--json")
    assert done.items == [{"place": "a.csv, row 2", "column": "price", "error": "expected a number, not 'x'"}]


def test_a_reference_to_a_row_of_the_same_file_is_known(signed_in: CommandLine, stack: Stack) -> None:
    title = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}
    parent = {"uid": "parent", "display_name": "Parent", "data_type": "reference", "reference_to": ["part"]}
    part: Any = {"uid": "part", "title": "Part", "schema": [title, parent]}
    stack.content_types.create(part)
    sheet = write("parts.csv", "title,parent\nLeaf,part.title:Root\nRoot,\n")
    done = signed_in.run("records", "import", "-c", "part", "--file", sheet, "--key", "title")
    assert done.code == 0, done.err
    parts = {entry.title: entry for entry in stack.entries("part").list()}
    assert parts["Leaf"]["parent"][0]["uid"] == parts["Root"].uid


def test_a_dry_run_says_what_would_be_done(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries(UID).create({"title": "Pan", "sku": "a"})
    sheet = write("a.csv", f"uid,title,locale,photo\n{entry.uid},Poêle,fr-fr,x.txt\n,Pot,,\n")
    Path("photos").mkdir()
    write("photos/x.txt", "x")
    before = len(list(stack.assets.list()))
    done = run_import(signed_in, sheet, "--dry-run", "--json", "--files", "photos")
    assert done.items == [
        {"operation": "create", "locale": "en-us", "rows": 1},
        {"operation": "update", "locale": "fr-fr", "rows": 1},
    ]
    assert len(read_products(stack)) == 1
    assert len(list(stack.assets.list())) == before


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_each_format_is_written_and_read(signed_in: CommandLine, stack: Stack, suffix: str) -> None:
    created = stack.entries(UID).create(FULL)
    schema = stack.content_types.get(UID)
    before = stack.entries(UID).get(created.uid).writable(schema)
    export(signed_in, "--out", f"a.{suffix}")
    stack.entries(UID).update(created.uid, {"price": 0, "steps": [], "sizes": []})
    assert run_import(signed_in, f"a.{suffix}").code == 0
    assert stack.entries(UID).get(created.uid).writable(schema) == before


def test_formulas_stay_as_they_are_and_are_pointed_out(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries(UID).create({"title": "=cmd()", "sku": "a"})
    done = signed_in.run("records", "export", "--content-type", UID, "--out", "a.csv", "--excel", "--delimiter", ";")
    assert "1 cell begins like a formula, the first in the column 'title'" in done.err
    assert "1 row written to a.csv" in done.err
    content = Path("a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfuid;locale;_version;title;")
    assert b";=cmd();" in content


def test_standard_output_is_csv_or_json_lines(signed_in: CommandLine, stack: Stack) -> None:
    stack.entries(UID).create(FULL)
    entries = list(stack.entries(UID).list())
    done = signed_in.run("records", "export", "--content-type", UID, "--json", "--query", '{"sku": "a"}')
    assert done.items == [json.loads(json.dumps(row)) for row in to_records(entries, stack.content_types.get(UID))]
    assert read_rows(export(signed_in, "--query", '{"sku": "none"}')) == []


def test_without_pyarrow_parquet_is_explained(
    signed_in: CommandLine, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = signed_in.run("records", "export", "--content-type", UID, "--out", "a.parquet")
    assert (done.code, 'pip install "contentstack-cma[arrow]"' in done.err) == (2, True)
    assert run_import(signed_in, write("a.parquet", "")).code == 2


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("export", "--out", "a.txt"), "a.txt: the suffix must be one of .csv"),
        (("export", "--format", "parquet"), "pass --out FILE with --format parquet"),
        (("export", "--reference-key", "a=b", "--reference-key", "a=c"), "names 'a' more than once"),
        (("export", "--delimiter", ";;"), "--delimiter must be one character, such as ; or a tab, not ';;'"),
        (("export", "--delimiter", '"'), "--delimiter must be one character"),
        (("export", "--out", "missing/a.csv"), "missing: No such file"),
        (("export", "--reference-key", "maker=nam"), "'maker' has no field 'nam'; it has title"),
        (("import", "--file", "a.csv", "--locale", "xx"), "the stack has no locale 'xx'; it has en-us, fr-fr"),
        (("import", "--file", "missing.csv"), "missing.csv: No such file"),
        (("import", "--file", "a.csv", "--dry-run", "--checkpoint", "c"), "--dry-run and --checkpoint cannot"),
    ],
)
def test_wrong_options_are_explained(signed_in: CommandLine, options: tuple[str, ...], problem: str) -> None:
    write("a.csv", "title\n")
    command, *rest = options
    done = signed_in.run("records", command, "--content-type", UID, *rest)
    assert (done.code, problem in done.err) == (2, True), done.err


def test_rows_that_fail_are_named(signed_in: CommandLine) -> None:
    done = run_import(signed_in, write("a.csv", "uid,title\nblt0000000000000000,Pan\n"))
    assert done.code in {1, 4}
    assert "a.csv, row 2" in done.err


def test_empty_rows_of_a_spreadsheet_are_skipped(signed_in: CommandLine, stack: Stack) -> None:
    done = run_import(signed_in, write("a.csv", "title;sku;price\r\nPan;a;1\r\n;;\r\n;;\r\n"))
    assert (done.code, "1 created in" in done.err) == (0, True), done.err
    assert list(read_products(stack)) == ["a"]


def test_a_cell_that_is_not_utf_8_is_named(signed_in: CommandLine) -> None:
    done = run_import(signed_in, write("a.csv", b"title,sku\nPan,caf\xe9\n"))
    assert done.code == 2
    assert 'a.csv, row 2, column "sku": is not UTF-8 text' in done.err
