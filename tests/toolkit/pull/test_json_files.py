"""Content types and global fields of JSON files."""

import json
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_toolkit.model import ContentType, GlobalField, Model, ModelError, Text
from contentstack_cma_toolkit.pull import merge_models, read_json

TITLE = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
BOOK = {"uid": "book", "title": "Book", "schema": [TITLE]}
SEO = {"uid": "seo", "title": "SEO", "schema": [TITLE]}


def write(path: str, content: Any) -> str:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    "content",
    [BOOK, [BOOK], {"content_type": BOOK}, {"content_types": [BOOK], "count": 1}, [{"content_type": BOOK}]],
    ids=["one", "list", "envelope", "list in an envelope", "list of envelopes"],
)
def test_forms_of_content_types(content: Any) -> None:
    assert read_json([write("a.json", content)]) == Model(
        content_types=[ContentType("book", fields=[Text("title", required=True)])]
    )


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.json", {"global_field": SEO}),
        ("a.json", {"global_fields": [SEO]}),
        ("globalfields.json", [SEO]),
        ("global_fields/seo.json", SEO),
    ],
)
def test_global_fields_are_told_apart(path: str, content: Any) -> None:
    model = read_json([write(path, content)])
    assert model.global_fields == (GlobalField("seo", title="SEO", fields=[Text("title", required=True)]),)
    assert not model.content_types


def test_named_global_fields() -> None:
    model = read_json([write("book.json", BOOK)], global_fields=[write("seo.json", SEO)])
    assert [each.uid for each in model.schemas] == ["seo", "book"]


def test_a_type_that_is_in_two_files() -> None:
    first, second = write("a.json", BOOK), write("b.json", [BOOK])
    assert len(read_json([first, second]).content_types) == 1
    write("b.json", {**BOOK, "schema": [TITLE, {**TITLE, "uid": "pages", "data_type": "number"}]})
    with pytest.raises(ModelError, match="content type 'book' is declared twice, with differences"):
        read_json([first, second])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"a\.json: not JSON: Expecting"),
        ("[" * 100_000, r"a\.json: not JSON"),
        ("\xff", r"a\.json: not JSON"),
        ("3", r"a\.json: 3 is no content type; expected"),
        ('{"uid": "book"}', r"a\.json: an object with the keys 'uid' is no content type; expected"),
        ('{"uid": "book", "schema": 3}', r"a\.json: the content type 'book' has no schema"),
        ('{"schema": []}', r"a\.json: a content type has no uid"),
        (
            '{"uid": "book", "schema": [{"data_type": "text"}]}',
            r"a\.json: content type 'book' has a field without a uid",
        ),
        ('{"content_types": ["book"]}', r"a\.json: 'book' is no content type"),
    ],
)
def test_bad_files(text: str, message: str) -> None:
    Path("a.json").write_text(text, encoding="latin-1")
    with pytest.raises(ModelError, match=message):
        read_json(["a.json"])


def test_missing_file() -> None:
    with pytest.raises(FileNotFoundError):
        read_json(["missing.json"])


def test_merging_sorts() -> None:
    one, other = Model(content_types=[ContentType("b")]), Model(content_types=[ContentType("a"), ContentType("b")])
    assert [each.uid for each in merge_models([one, other]).content_types] == ["a", "b"]
