# Derived from asynchronous/test_imports.py by generator/unasync.py: edit that, not this.
"""Imports of exported files, and extensions uploaded from files."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, RateLimitError, Stack
from contentstack_cma.models import Entry, ExtensionScope, ExtensionScopeInput, ExtensionType
from tests.wrapper.support.multipart import Part, parse_parts
from tests.wrapper.support.scripted_transport import Scripted, build_response

EXPORTED = b'{"uid":"a","title":"\xc3\xa9"}'
IMPORTED = {"uid": "a"}
PAGE = b"<html></html>"

Import = Callable[[Stack, Any], Any]

IMPORTS: dict[str, tuple[Import, str, str]] = {
    "content type": (
        lambda stack, source: stack.content_types.import_(source, overwrite=True),
        "content_type",
        "POST /v3/content_types/import",
    ),
    "global field": (
        lambda stack, source: stack.global_fields.import_(source, overwrite=True, api_version="3.2"),
        "global_field",
        "POST /v3/global_fields/import",
    ),
    "taxonomy": (lambda stack, source: stack.taxonomies.import_(source), "taxonomy", "POST /v3/taxonomies/import"),
    "webhook": (lambda stack, source: stack.webhooks.import_(source), "webhook", "POST /v3/webhooks/import"),
    "over a webhook": (
        lambda stack, source: stack.webhooks.import_into("w", source),
        "webhook",
        "POST /v3/webhooks/w/import",
    ),
    "entry": (
        lambda stack, source: stack.entries("page").import_(source),
        "entry",
        "POST /v3/content_types/page/entries/import",
    ),
}
SOURCES: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "text": str,
    "bytes": lambda _: EXPORTED,
    "memory": lambda _: io.BytesIO(EXPORTED),
    "iterator": lambda _: iter([EXPORTED[:3], EXPORTED[3:]]),
    "mapping": lambda _: {"uid": "a", "title": "é"},
    "model": lambda _: Entry.from_dict({"uid": "a", "title": "é"}),
}
NAMED = ("path", "text")


def client_of(server: Scripted) -> Client:
    return Client(authtoken="t", transport=server.transport)


def read_parts(server: Scripted, number: int = -1) -> dict[str, Part]:
    request = server.requests[number]
    return parse_parts(request.headers["content-type"], request.content)


def build_import_response(key: str) -> httpx.Response:
    return build_response(201, notice="Imported.", **{key: IMPORTED})


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "exported.json"
    path.write_bytes(EXPORTED)
    return path


@pytest.fixture
def colour(tmp_path: Path) -> Path:
    path = tmp_path / "colour.html"
    path.write_bytes(PAGE)
    return path


@pytest.fixture
def open_files(monkeypatch: pytest.MonkeyPatch) -> list[io.BufferedReader]:
    """Every file that is opened by its path."""
    files: list[io.BufferedReader] = []
    really_open = Path.open

    def open_and_keep(path: Path, mode: str) -> Any:
        file = really_open(path, mode)
        files.append(file)  # type: ignore[arg-type]
        return file

    monkeypatch.setattr(Path, "open", open_and_keep)
    return files


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("what", IMPORTS)
def test_an_import_is_a_json_file(exported: Path, what: str, source: str) -> None:
    send, key, call = IMPORTS[what]
    server = Scripted(build_import_response(key))
    with client_of(server) as client:
        found = send(client.stack("key"), SOURCES[source](exported))
    assert found.uid == "a"
    assert server.calls == [call]
    name = "exported.json" if source in NAMED else f"{key}.json"
    assert read_parts(server) == {key: Part(key, name, "application/json", EXPORTED)}


@pytest.mark.parametrize("what", IMPORTS)
def test_the_response_may_be_only_a_notice(what: str) -> None:
    send, _, _ = IMPORTS[what]
    with client_of(Scripted(build_response(notice="Imported."))) as client:
        assert send(client.stack("key"), EXPORTED) is None


@pytest.mark.parametrize("what", IMPORTS)
def test_a_file_is_opened_once_sent_again_whole_and_closed(
    waits: list[float], exported: Path, open_files: list[io.BufferedReader], what: str
) -> None:
    send, key, _ = IMPORTS[what]
    server = Scripted(build_response(429), build_import_response(key))
    with client_of(server) as client:
        send(client.stack("key"), exported)
    assert len(waits) == 1
    assert [read_parts(server, number)[key].content for number in range(2)] == [EXPORTED, EXPORTED]
    assert [file.closed for file in open_files] == [True]


@pytest.mark.parametrize("what", IMPORTS)
def test_a_file_is_closed_when_the_call_fails(exported: Path, open_files: list[io.BufferedReader], what: str) -> None:
    send, _, _ = IMPORTS[what]
    with client_of(Scripted(build_response(429))) as client, pytest.raises(RateLimitError):
        send(client.stack("key").with_options(max_rate_limit_wait=0), exported)
    assert [file.closed for file in open_files] == [True]


@pytest.mark.parametrize("what", IMPORTS)
def test_a_missing_file_is_noticed_before_anything_is_sent(what: str) -> None:
    send, _, _ = IMPORTS[what]
    server = Scripted()
    with client_of(server) as client, pytest.raises(FileNotFoundError):
        send(client.stack("key"), "nowhere.json")
    assert server.requests == []


def test_options_of_imports() -> None:
    server = Scripted(build_import_response("content_type"), build_import_response("global_field"))
    with client_of(server) as client:
        stack = client.stack("key")
        stack.content_types.import_(EXPORTED, overwrite=True, include_branch=False, branch="dev")
        stack.global_fields.import_(EXPORTED, overwrite=False, api_version="3.2")
    first, second = server.requests
    assert sorted(first.url.params.multi_items()) == [("include_branch", "false"), ("overwrite", "true")]
    assert first.headers["branch"] == "dev"
    assert second.url.params.multi_items() == [("overwrite", "false")]
    assert second.headers["api_version"] == "3.2"


def test_a_taxonomy_may_be_csv(tmp_path: Path) -> None:
    table = tmp_path / "regions.csv"
    table.write_bytes(b"a,b")
    server = Scripted(build_import_response("taxonomy"), build_import_response("taxonomy"))
    with client_of(server) as client:
        taxonomies = client.stack("key").taxonomies
        taxonomies.import_(table)
        taxonomies.import_(b"a,b", file_name="regions.csv", locale="fr-fr")
    assert read_parts(server, 0) == read_parts(server, 1)
    assert read_parts(server) == {"taxonomy": Part("taxonomy", "regions.csv", "text/csv", b"a,b")}
    assert server.requests[1].url.params.multi_items() == [("locale", "fr-fr")]


def test_a_taxonomy_is_exported_as_csv() -> None:
    server = Scripted(httpx.Response(200, content=b"a,b", headers={"content-type": "text/csv"}))
    with client_of(server) as client:
        assert client.stack("key", branch="dev").taxonomies.export_csv("regions", locale="fr-fr") == b"a,b"
    assert server.calls == ["GET /v3/taxonomies/regions/export"]
    assert sorted(server.requests[0].url.params.multi_items()) == [("format", "csv"), ("locale", "fr-fr")]
    assert server.requests[0].headers["branch"] == "dev"


def test_an_extension_is_uploaded_from_a_file(colour: Path, open_files: list[io.BufferedReader]) -> None:
    server = Scripted(build_response(201, extension={"uid": "x"}))
    with client_of(server) as client:
        extension = client.stack("key").extensions.upload(
            colour,
            title="Colour",
            type_="field",
            data_type="text",
            tags=["a", "b"],
            multiple=False,
            scope={"content_types": ["$all"]},
            enable=True,
            default_width="half",
            branch="dev",
        )
    assert extension.uid == "x"
    assert server.calls == ["POST /v3/extensions"]
    assert server.requests[0].headers["branch"] == "dev"
    texts = {
        "title": b"Colour",
        "type": b"field",
        "data_type": b"text",
        "tags": b"a,b",
        "multiple": b"false",
        "scope": b'{"content_types":["$all"]}',
        "enable": b"true",
        "default_width": b"half",
    }
    assert read_parts(server) == {
        "extension[upload]": Part("extension[upload]", "colour.html", "text/html", PAGE),
        **{f"extension[{key}]": Part(f"extension[{key}]", None, None, text) for key, text in texts.items()},
    }
    assert [file.closed for file in open_files] == [True]


def test_only_what_is_given_about_an_extension_is_sent() -> None:
    server = Scripted(*(build_response(201, extension={"uid": "x"}) for _ in range(3)))
    with client_of(server) as client:
        extensions = client.stack("key").extensions
        extensions.upload(PAGE, title="Board", type_=ExtensionType.DASHBOARD)
        extensions.upload(PAGE, title="Board", type_="widget", scope=ExtensionScopeInput(content_types=["page"]))
        read = ExtensionScope.from_dict({"content_types": ["page"]})
        extensions.upload(PAGE, title="Board", type_="widget", scope=read)
    first, second, third = (read_parts(server, number) for number in range(3))
    assert set(first) == {"extension[upload]", "extension[title]", "extension[type]"}
    assert first["extension[upload]"].file_name == "extension.html"
    assert first["extension[type]"].content == b"dashboard"
    assert second["extension[scope]"].content == third["extension[scope]"].content == b'{"content_types":["page"]}'
