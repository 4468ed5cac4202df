"""`types`, against the emulator."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma.models import ContentTypeUpdate
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.model import (
    ContentType,
    Embed,
    Field,
    GlobalField,
    Model,
    Number,
    Reference,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
)
from contentstack_cma_toolkit.transfer import export_stack
from tests.toolkit.support.command_line import CommandLine
from tests.toolkit.support.generated import load_module
from tests.toolkit.support.model_stacks import create_model
from tests.toolkit.support.rich_stack import create_empty

TABLE = "CONTENT_TYPES: Mapping[str, str] = {}\n"
TITLE = Text("title", required=True, unique=True)
COLOR = Select("color", choices=["red", "blue"])
ARTICLE = ContentType(
    "article",
    fields=[
        TITLE,
        Number("price"),
        COLOR,
        Reference("author", to=["author"]),
        Embed("seo", global_field="seo"),
        Taxonomies(taxonomies=[TaxonomyRule("topics")]),
    ],
)
MODEL = Model(
    content_types=[ARTICLE, ContentType("author", fields=[TITLE]), ContentType("tag", fields=[TITLE])],
    global_fields=[GlobalField("seo", fields=[Text("summary")])],
    taxonomies=[Taxonomy("topics", terms=[Term("news"), Term("sports")])],
)


@pytest.fixture
def shop(emulator: Emulator) -> Iterator[Stack]:
    """A stack with the model."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        stack = create_empty(emulator, client, uuid4().hex)
        create_model(stack, MODEL)
        yield stack


@pytest.fixture
def types(signed_in: CommandLine, shop: Stack, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line, with that stack in the environment."""
    monkeypatch.setenv("CONTENTSTACK_API_KEY", shop.api_key)
    return signed_in


def update(stack: Stack, *fields: Field) -> None:
    """Give articles these fields beside their title."""
    declared = ContentType("article", fields=[TITLE, *fields])
    stack.content_types.update("article", ContentTypeUpdate.from_dict(declared.to_wire()))


def test_module(types: CommandLine) -> None:
    done = types.run("types", "--out", "models.py")
    assert (done.code, done.out) == (0, "")
    assert done.err == "types of 3 content types written to models.py\n"
    module = load_module(Path("models.py").read_text())
    assert (module.Article.content_type_uid, module.ContentTypes.ARTICLE) == ("article", "article")


def test_standard_output(types: CommandLine) -> None:
    types.run("types", "--out", "models.py")
    assert types.run("types").out == Path("models.py").read_text()


def test_identical_files_are_not_touched(types: CommandLine) -> None:
    types.run("types", "--out", "models.py")
    os.utime("models.py", (1, 1))
    done = types.run("types", "--out", "models.py", "--json")
    assert done.document == {"out": "models.py", "content_types": 3, "changed": []}
    assert Path("models.py").stat().st_mtime == 1
    assert "is up to date" in types.run("types", "--out", "models.py").err
    assert [path.name for path in Path().iterdir() if path.name.startswith(".")] == []


def test_changed_files_keep_their_permissions(types: CommandLine) -> None:
    Path("models.py").write_text("old")
    Path("models.py").chmod(0o640)
    types.run("types", "--out", "models.py")
    assert Path("models.py").stat().st_mode & 0o777 == 0o640
    types.run("types", "--out", "new.py")
    Path("plain").touch()
    assert Path("new.py").stat().st_mode == Path("plain").stat().st_mode


def test_package(types: CommandLine, shop: Stack) -> None:
    types.run("types", "--out", "models")
    assert {"__init__.py", "article.py", "author.py", "py.typed"} < {path.name for path in Path("models").iterdir()}
    assert types.run("types", "--out", "models", "--check").code == 0
    Path("models/own.py").write_text("# My code.\n")
    shop.content_types.delete("tag", force=True)
    assert "content type 'tag': is not there any more" in types.run("types", "--out", "models", "--check").out
    types.run("types", "--out", "models")
    assert not Path("models/tag.py").exists()
    assert Path("models/own.py").exists()


def test_json_schema(types: CommandLine) -> None:
    assert list(types.run("types", "--format", "json-schema").document) == ["article", "author", "tag"]
    schema = types.run("types", "--format", "json-schema", "--content-type", "tag").document
    assert (schema["title"], list(schema["properties"])) == ("Tag", ["title", "tags"])
    types.run("types", "--format", "json-schema", "--out", "schemas")
    assert json.loads(Path("schemas/tag.json").read_text()) == schema


def test_pydantic(types: CommandLine, shop: Stack) -> None:
    types.run("types", "--format", "pydantic", "--out", "models.py")
    article = load_module(Path("models.py").read_text()).Article
    made = article(title="A", price=3, color="red", taxonomies=[{"taxonomy_uid": "topics", "term_uid": "news"}])
    created = shop.entries("article").create(made.model_dump(mode="json", exclude_unset=True))
    assert created.to_dict()["color"] == "red"
    assert types.run("types", "--format", "pydantic", "--out", "models.py", "--check").code == 0
    update(shop, Number("price"))
    done = types.run("types", "--format", "pydantic", "--out", "models.py", "--check")
    assert (done.code, "models.py is not up to date" in done.out) == (1, True)
    done = types.run("types", "--format", "pydantic", "--out", "models.py", "--check", "--json")
    assert done.items[0]["subject"] == "models.py"


def test_content_types_that_are_needed(types: CommandLine) -> None:
    types.run("types", "--out", "models.py", "--content-type", "article")
    module = load_module(Path("models.py").read_text())
    assert [name for name in ("Article", "Author", "Seo", "Tag") if hasattr(module, name)] == [
        "Article",
        "Author",
        "Seo",
    ]
    done = types.run("types", "--content-type", "post")
    assert (done.code, done.err) == (
        2,
        "contentstack-cma: there is no content type 'post'; there are article, author, tag\n",
    )


def test_check(types: CommandLine, shop: Stack) -> None:
    assert types.run("types", "--check", "--out", "models.py").code == 2
    types.run("types", "--out", "models.py")
    done = types.run("types", "--check", "--out", "models.py")
    assert (done.code, done.out, done.err) == (0, "", "models.py is up to date\n")
    update(
        shop,
        Number("price", required=True),
        Select("color", choices=["red", "blue", "green"]),
        Text("note"),
        Embed("seo", global_field="seo"),
        Taxonomies(taxonomies=[TaxonomyRule("topics")]),
    )
    shop.terms("topics").create({"uid": "culture", "name": "Culture"})
    before = Path("models.py").read_text()
    done = types.run("types", "--check", "--out", "models.py")
    assert done.code == 1
    assert done.out.splitlines() == [
        "content type 'article', field 'price': is required now (breaks writers)",
        "content type 'article', field 'color': has the new choice 'green' (breaks readers)",
        "content type 'article', field 'author': is not there any more (breaks readers and writers)",
        "content type 'article', field 'note': is new, and optional: Text (breaks nothing)",
        "taxonomy 'topics': has the new term 'culture' (breaks readers)",
    ]
    assert Path("models.py").read_text() == before
    assert types.run("types", "--check", "--out", "models.py", "--json").items[0] == {
        "subject": "content type 'article'",
        "field": "price",
        "change": "is required now",
        "breaks_readers": False,
        "breaks_writers": True,
    }
    types.run("types", "--out", "models.py")
    assert types.run("types", "--check", "--out", "models.py").code == 0


@pytest.mark.parametrize("out", ["models.py", "models"])
def test_edited_code(types: CommandLine, out: str) -> None:
    types.run("types", "--out", out)
    path = Path("models.py" if out == "models.py" else "models/article.py")
    text = path.read_text()
    path.write_text(f"{text}\n\n# Laid out otherwise.\n")
    assert types.run("types", "--check", "--out", out).code == 0
    path.write_text(text.replace("title: str", "title: int"))
    done = types.run("types", "--check", "--out", out)
    assert (done.code, done.out) == (
        1,
        f"{out} was edited, or made by another version: run the command without --check\n",
    )
    path.write_text(text)
    assert types.run("types", "--check", "--out", out).code == 0


def test_changes_that_code_does_not_depend_on(types: CommandLine, shop: Stack) -> None:
    types.run("types", "--out", "models.py")
    update(shop, *(Number("price", help="In euros.") if each.uid == "price" else each for each in ARTICLE.fields[1:]))
    done = types.run("types", "--check", "--out", "models.py")
    assert (done.code, done.out) == (0, "")
    assert "models.py fits, but names, help texts or the like have changed since" in done.err


def test_new_settings(types: CommandLine, shop: Stack) -> None:
    shop.environments.create({"name": "production", "urls": []})
    types.run("types", "--out", "models.py")
    shop.environments.create({"name": "staging", "urls": []})
    shop.environments.delete("production")
    done = types.run("types", "--check", "--out", "models.py")
    assert done.out.splitlines() == [
        "environment 'production': is not there any more (breaks readers and writers)",
        "environment 'staging': is new (breaks nothing)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "no types of `contentstack-cma types --format python`"),
        ("class :", "no Python that can be read"),
        (f"{TABLE}class A:\n    def describe(cls):\n        return open('/etc/passwd')\n", "open is no declaration"),
        (
            f"{TABLE}class A:\n    def describe(cls):\n        return model.Text('x', required=f())\n",
            "f is no declaration",
        ),
        (
            f"{TABLE}class A:\n    def describe(cls):\n        return model.Text('x', size=1)\n",
            "line 4: .*unexpected keyword",
        ),
        (f"{TABLE}class A:\n    def describe(cls):\n        return 3\n", "returns no content type or global field"),
        (
            f"{TABLE}class A:\n    def describe(cls):\n        return model.ContentType('x', fields=y)\n",
            "expected a literal",
        ),
    ],
)
def test_check_of_other_files(types: CommandLine, text: str, message: str) -> None:
    Path("models.py").write_text(text)
    done = types.run("types", "--check", "--out", "models.py")
    assert done.code == 2
    assert re.search(message, done.err)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--check",), "--check needs --out PATH"),
        (("--out", "models.txt"), "--out must be a file with the suffix .py, or a folder, not models.txt"),
        (("--out", "models", "--format", "pydantic"), "--out must be a file with the suffix .py, not models"),
        (("--out", "a.py", "--format", "json-schema"), "--out must be a file with the suffix .json, or a folder"),
        (("--format", "xml"), "xml"),
    ],
)
def test_wrong_usage(types: CommandLine, arguments: tuple[str, ...], message: str) -> None:
    done = types.run("types", *arguments)
    assert (done.code, message in done.err) == (2, True), done.err


def test_export_and_json_files(types: CommandLine, shop: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    export_stack(
        shop, "backup", modules=["content_types", "global_fields", "taxonomies", "locales"]
    ).raise_for_failures()
    expected = types.run("types").out
    for name in ("BASE_URL", "AUTHTOKEN", "API_KEY"):
        monkeypatch.delenv(f"CONTENTSTACK_{name}")
    assert types.run("types", "--from", "backup").out == expected
    schemas: dict[str, Any] = {"content_types": [each.to_wire() for each in MODEL.content_types]}
    Path("types.json").write_text(json.dumps(schemas))
    Path("seo.json").write_text(json.dumps(MODEL.global_fields[0].to_wire()))
    done = types.run("types", "--from", "types.json", "--global-field", "seo.json")
    assert (done.code, "class Seo(TypedGroup)" in done.out) == (0, True)
    Path("types.json").write_text("{")
    done = types.run("types", "--from", "types.json")
    assert (done.code, done.err.startswith("contentstack-cma: types.json: not JSON")) == (2, True)


def test_content_types_that_refer_to_deleted_ones(types: CommandLine, shop: Stack) -> None:
    shop.content_types.delete("author", force=True)
    done = types.run("types", "--out", "models.py")
    assert done.code == 0
    warning = "content type 'article', field 'author' refers to the content type 'author', which is not in the model"
    assert f"contentstack-cma: warning: {warning}" in done.err
    assert "Ref[TypedEntry]" in Path("models.py").read_text()
    assert types.run("types", "--out", "models.py", "--check").code == 0


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("mine.py", ("--out", "mine.py")),
        ("types/tag.py", ("--out", "types")),
        ("types/__init__.py", ("--out", "types")),
        ("mine.py", ("--out", "mine.py", "--format", "pydantic")),
        ("schemas/tag.json", ("--out", "schemas", "--format", "json-schema")),
    ],
)
def test_files_of_others_are_not_overwritten(types: CommandLine, path: str, arguments: tuple[str, ...]) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text('{"mine": 1}\n')
    done = types.run("types", *arguments)
    assert (done.code, done.err) == (
        2,
        f"contentstack-cma: {path} exists and was not generated: move it away, or choose another --out\n",
    )
    assert Path(path).read_text() == '{"mine": 1}\n'
    assert [str(each) for each in Path(path).parent.glob("*.*")] == [path]


def test_generated_files_are_overwritten(types: CommandLine, shop: Stack) -> None:
    for arguments in (("models.py",), ("forms.py", "--format", "pydantic"), ("tag.json", "--format", "json-schema")):
        assert types.run("types", "--out", *arguments).code == 0
    assert types.run("types", "--out", "models.py", "--format", "pydantic").code == 0
    update(shop, Number("weight"))
    windows = Path("models.py").read_bytes().replace(b"\n", b"\r\n")
    Path("models.py").write_bytes(windows)
    for arguments in (("models.py",), ("forms.py", "--format", "pydantic"), ("tag.json", "--format", "json-schema")):
        assert types.run("types", "--out", *arguments).code == 0
        assert "eight" in Path(arguments[0]).read_text()
