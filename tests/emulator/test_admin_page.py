"""The admin page as it is sent, without a browser: what each view shows, hides and escapes, and that it stays quick."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.admin.document_search import Search, find_page
from contentstack_cma_emulator.admin.page.visit import PER_PAGE
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model, upload_asset
from tests.emulator.support.webhook_receiver import run_receiver, wait_until

HOSTILE = '<script>alert("1")</script> <b>&amp;'
RIGHT_TO_LEFT = "مقال"
VOID = {"meta", "link", "input", "img"}


def fetch(url: str, **options: Any) -> httpx.Response:
    """Send a GET without loading certificates, which takes longer than the rest."""
    return httpx.get(url, verify=False, **options)


class Outline(HTMLParser):
    """Reads a page strictly: every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.scripts += tag == "script"
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" else []
        assert not any(name.startswith("on") or name == "style" for name in values), values
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    """Read a page, and check what holds for all of them."""
    read = Outline()
    read.feed(html)
    assert read.open == []
    assert read.scripts == 1
    assert len(read.ids) == len(set(read.ids)), read.ids
    return read


def see(emulator: Emulator, view: str, **query: str) -> str:
    """Return the text of the main part of a view, its cells apart by one space."""
    response = fetch(emulator.url, params={"view": view, **query})
    outline(response.text)
    found = re.search(r"<main.*?</main>", response.text, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def make_environment(client: httpx.Client) -> None:
    client.post("/v3/environments", json={"environment": {"name": "production", "urls": []}}).raise_for_status()


def publish(entries: Entries, entry: Fields) -> None:
    target = {"environments": ["production"], "locales": ["en-us"]}
    path = f"{entries.path}/{entry['uid']}/publish"
    entries.client.post(path, json={"entry": target, "locale": "en-us", "version": 1}).raise_for_status()
    entries.client.get("/v3/publish-queue").raise_for_status()


def publish_in_a_job(entries: Entries, entry: Fields) -> None:
    named = {"uid": entry["uid"], "content_type": entries.content_type, "locale": "en-us", "version": 1}
    body = {"environments": ["production"], "locales": ["en-us"], "entries": [named]}
    entries.client.post("/v3/bulk/publish", json=body, headers={"api_version": "3.2"}).raise_for_status()
    entries.client.get("/v3/publish-queue").raise_for_status()


@pytest.fixture
def at(new_stack: httpx.Client) -> dict[str, str]:
    """The parameters of addresses about the stack of the test."""
    return {"stack": new_stack.headers["api_key"], "branch": "main"}


def test_an_entry_opens(emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]) -> None:
    make_environment(new_stack)
    asset = upload_asset(new_stack)
    people = create_model(new_stack)
    ada = people.add({"title": "Ada"})["uid"]
    group = build_field("details", "group", schema=[build_field("minutes", "number")])
    films = create_model(new_stack, build_reference("cast", people.content_type), build_field("poster", "file"), group)
    cast = [{"uid": ada, "_content_type_uid": people.content_type}]
    film = films.add({"title": HOSTILE, "cast": cast, "poster": asset, "details": {"minutes": 90}})
    publish(films, film)
    films.change(film["uid"], {"title": RIGHT_TO_LEFT})
    shown = see(emulator, "entry", type=films.content_type, uid=film["uid"], **at)
    assert f"{films.content_type} entry {RIGHT_TO_LEFT}" in shown
    assert "Version 2 of 2" in shown
    assert "Minutes minutes 90" in shown
    assert "production v1 en-us 1" in shown
    assert f"Refers to 2 Refers to Type Field Ada {people.content_type} cast" in shown
    first = see(emulator, "entry", type=films.content_type, uid=film["uid"], version="1", **at)
    assert f"entry {HOSTILE}" in first
    assert "This is version 1. The newest is version 2" in first
    person = see(emulator, "entry", type=people.content_type, uid=ada, **at)
    assert f"Referred to by 1 Entry Type Locale Fields {RIGHT_TO_LEFT} {films.content_type} en-us cast" in person
    assert f"Referred to by 1 Entry Type Locale Fields {RIGHT_TO_LEFT}" in see(emulator, "asset", uid=asset, **at)
    assert "Modified" in see(emulator, "entries", status="modified", **at)


def test_entries_are_filtered(emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]) -> None:
    make_environment(new_stack)
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr", "name": "French"}}).raise_for_status()
    notes, others = create_model(new_stack, build_field("text")), create_model(new_stack)
    one = notes.add({"title": "One", "text": "Ein süßer NEEDLE"})
    two = notes.add({"title": "Two"})
    three = others.add({"title": "Three"})
    notes.change(two["uid"], {"title": "Zwei"}, locale="fr-fr")
    publish(notes, one)
    publish(others, three)
    others.change(three["uid"], {"title": "Three again"})

    def find_keys(**query: str) -> set[str]:
        html = fetch(emulator.url, params={"view": "entries", **at, **query}).text
        return set(re.findall(r'data-key="[^"/]*/([^"/]*)/', html))

    uids = {"one": one["uid"], "two": two["uid"], "three": three["uid"]}
    cases: list[tuple[dict[str, str], set[str]]] = [
        ({}, {"one", "two", "three"}),
        ({"type": notes.content_type}, {"one", "two"}),
        ({"locale": "fr-fr"}, {"two"}),
        ({"status": "published"}, {"one", "three"}),
        ({"status": "modified"}, {"three"}),
        ({"status": "draft"}, {"two"}),
        ({"status": "published", "type": notes.content_type}, {"one"}),
        ({"q": "needle"}, {"one"}),
        ({"q": "SÜSSER"}, set()),
        ({"q": "SÜß"}, {"one"}),
        ({"q": "title"}, set()),
        ({"q": "%"}, set()),
        ({"q": uids["two"]}, {"two"}),
    ]
    for query, names in cases:
        assert find_keys(**query) == {uids[name] for name in names}, query


def put_many(store: Store, api_key: str, content_type: str, entry: Document, count: int) -> None:
    with store.transaction():
        for number in range(count):
            uid = f"blt{number:016x}"
            key = Key(ENTRY, uid, api_key, "main", content_type, "en-us")
            store.put(key, entry | {"uid": uid, "title": f"Entry {number}."})


def test_lists_have_pages_and_no_more_is_read(
    emulator: Emulator, new_stack: httpx.Client, at: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = create_model(new_stack)
    template = notes.add({"title": "Template"})
    new_stack.delete(f"{notes.path}/{template['uid']}")
    put_many(emulator._state.store, at["stack"], notes.content_type, template, 2 * PER_PAGE + 1)
    real = Store.read_rows

    def count_and_read(store: Store, sequences: Any) -> list[tuple[Key, Document]]:
        assert len(sequences) <= PER_PAGE
        return real(store, sequences)

    monkeypatch.setattr(Store, "read_rows", count_and_read)
    first = see(emulator, "entries", **at)
    assert f"Entry {2 * PER_PAGE}. " in first
    assert f"1 to {PER_PAGE} of {2 * PER_PAGE + 1} Next" in first
    assert "Previous Next" in see(emulator, "entries", page="2", **at)
    last = see(emulator, "entries", page="3", **at)
    assert "Entry 0. " in last
    assert "Next" not in last
    assert "Page 4 is empty. Previous" in see(emulator, "entries", page="4", **at)
    assert "1 to" in see(emulator, "entries", page="-1", **at)
    assert f" {2 * PER_PAGE + 1} " in see(emulator, "types", **at)


def test_a_search_gives_up_in_the_end(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from contentstack_cma_emulator.admin import document_search

    monkeypatch.setattr(document_search, "MAX_SCANNED", 2)
    store = Store()
    for number in range(3):
        store.put(Key("thing", str(number)), {"name": "same"})
    found = find_page(store, Search({"kind": "thing"}, "SAME"), 0, 10)
    assert ([key.uid for key, _ in found.items], found.count, found.is_exact) == (["2", "1"], 2, False)
    store.close()


def test_a_search_shows_what_was_written_before_the_records_of_it(
    emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]
) -> None:
    notes = create_model(new_stack)
    notes.add({"title": "Teapot"})
    found = see(emulator, "search", q="teapot", **at)
    assert 0 < found.index("Teapot entry") < found.index("create entry Teapot audit log")
    query = parse_qs(urlsplit(link_to(emulator, "Search the request log", q="teapot", view="search", **at)).query)
    assert (query["view"], query["q"]) == (["requests"], ["teapot"])
    assert f"/v3/content_types/{notes.content_type}/entries" in see(emulator, "requests", q="teapot")


def link_to(emulator: Emulator, text: str, **query: str) -> str:
    """Return where the link with this text leads."""
    (found,) = re.findall(rf'<a href="([^"]*)">(?:<bdi>)?{text}', fetch(emulator.url, params=query).text)
    return unescape(found)


def test_forks_are_listed_until_they_stop() -> None:
    with Emulator() as emulator:
        assert "No running forks." in see(emulator, "controls")
        fork = emulator.fork()
        assert "Forks 1 A fork is another emulator" in see(emulator, "controls")
        assert link_to(emulator, fork.url, view="controls") == fork.url
        emulator.end_forks()
        assert fork.url not in see(emulator, "controls")


def test_the_app_without_a_user_is_among_the_credentials(emulator: Emulator) -> None:
    app = emulator.machine_oauth
    assert f"Client ID {app.client_id} Copy Client secret *** Copy" in see(emulator, "credentials")
    assert app.client_secret in see(emulator, "credentials", secrets="true")


def test_background_work_is_shown(emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]) -> None:
    assert "The publish queue is empty." in see(emulator, "queue", **at)
    assert "No jobs." in see(emulator, "jobs", **at)
    assert "No merge jobs." in see(emulator, "merges", **at)
    make_environment(new_stack)
    notes = create_model(new_stack)
    note = notes.add({"title": "A <b> note"})
    publish(notes, note)
    publish_in_a_job(notes, note)
    assert f"A <b> note {notes.content_type} publish production en-us success" in see(emulator, "queue", **at)
    assert "publish main production en-us complete" in see(emulator, "jobs", **at)
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}}).raise_for_status()
    query = {"base_branch": "main", "compare_branch": "next", "default_merge_strategy": "merge_prefer_base"}
    new_stack.post("/v3/stacks/branches_merge", params=query | {"merge_comment": "all"}).raise_for_status()
    new_stack.get("/v3/stacks/branches").raise_for_status()
    merged = "next main merge prefer base failed No items available for merge"
    assert merged in see(emulator, "merges", **at)


def test_the_calls_of_webhooks_are_shown(emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]) -> None:
    assert "No executions." in see(emulator, "executions", **at)
    with run_receiver() as receiver:
        header = {"header_name": "Authorization", "value": "open-sesame"}
        webhook = {
            "name": "Listener",
            "destinations": [{"target_url": receiver.url, "custom_header": [header]}],
            "channels": ["content_types.entries.create"],
            "retry_policy": "manual",
        }
        uid = new_stack.post("/v3/webhooks", json={"webhook": webhook}).json()["webhook"]["uid"]
        create_model(new_stack).add({"title": "New"})
        receiver.wait(1)
        wait_until(lambda: "Listener entry create 200 1 " in see(emulator, "executions", **at))
    shown = see(emulator, "document", kind="webhook", uid=uid, **at)
    assert "Executions 1" in shown
    assert "open-sesame" not in shown
    assert "open-sesame" in see(emulator, "document", kind="webhook", uid=uid, secrets="true", **at)


def test_terms_are_shown_as_a_tree(emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]) -> None:
    new_stack.post("/v3/taxonomies", json={"taxonomy": {"uid": "places", "name": "Places"}})
    for uid, parent in (("europe", None), ("asia", None), ("france", "europe")):
        new_stack.post("/v3/taxonomies/places/terms", json={"term": {"uid": uid, "name": uid, "parent_uid": parent}})
    shown = see(emulator, "document", kind="taxonomy", uid="places", **at)
    assert shown.index("europe europe") < shown.index("france france") < shown.index("asia asia")
    assert "Places places" in see(emulator, "kind", kind="taxonomy", **at)


def test_a_request_opens_with_its_secrets_hidden(emulator: Emulator, stack: httpx.Client) -> None:
    stack.post("/v3/environments", json={"environment": {"password": "open-sesame"}})
    number = str(emulator.requests[-1].id)
    shown = see(emulator, "request", id=number)
    assert "422" in shown
    assert "name is a required field." in shown
    assert emulator.email in shown
    assert '"password": "***"' in shown
    assert emulator.authtoken not in shown
    revealed = see(emulator, "request", id=number, secrets="true")
    assert emulator.authtoken in revealed
    assert "open-sesame" in revealed
    assert "create_environment 422" in see(emulator, "requests", status="4xx")
    assert "No requests found." in see(emulator, "requests", status="5xx")


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nothing"},
        {"view": "entry", "uid": "x", "type": "blog_post"},
        {"view": "entry", "uid": "a/b", "type": "../x"},
        {"view": "type", "uid": ""},
        {"view": "global", "uid": "x"},
        {"view": "asset", "uid": "%"},
        {"view": "request", "id": "0"},
        {"view": "request", "id": "9" * 30},
        {"view": "request", "id": "²"},
        {"view": "document", "kind": "webhook", "uid": "x"},
    ],
)
def test_missing_stacks_and_documents_are_not_found(emulator: Emulator, query: dict[str, str]) -> None:
    response = fetch(emulator.url, params=query)
    assert response.status_code == 404
    assert "does not exist" in response.text


def pages(emulator: Emulator) -> Iterator[tuple[str, str]]:
    """Go through every page that links lead to, but one for each kind of address; secrets are not asked for."""
    waiting, seen = ["/"], set[tuple[str, ...]]()
    while waiting:
        address = waiting.pop()
        query = parse_qs(urlsplit(address).query)
        kind = (*query.get("view", [""]), *query.get("kind", [""]), *query.get("stack", [""]))
        if kind in seen or "secrets" in query:
            continue
        seen.add(kind)
        response = fetch(emulator.url + address)
        assert response.status_code == 200, address
        yield address, response.text
        waiting += [link for link in outline(response.text).links if link.startswith("/?")]


def test_every_view_escapes_what_it_shows_and_hides_secrets() -> None:
    with Emulator(work_delay=0) as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        with httpx.Client(base_url=emulator.url, headers=headers) as client:
            notes = create_model(client, build_field("text"), build_field("many", multiple=True))
            notes.add({"title": HOSTILE, "text": "long " * 10_000, "many": ["x"] * 100})
            client.post(f"{notes.path}", content=b'{"entry": {"title": "half \\ud800", "text": "\\u0000"}}')
            client.post("/v3/assets", files={"asset[upload]": (f"{RIGHT_TO_LEFT}.html", b"<script>", "text/html")})
            client.post("/v3/taxonomies", json={"taxonomy": {"uid": "odd", "name": HOSTILE}})
            client.post("/v3/user/forgot_password", json={"user": {"email": emulator.email}})
            client.get(f"/v3/environments/{HOSTILE}", params={HOSTILE: HOSTILE}, headers={"x": "<script>"})
            client.post("/v3/user-session", json={"user": {"email": emulator.email, "password": emulator.password}})
            client.post(
                f"/v3/organizations/{emulator.organization_uid}/share", json={"share": {"users": {"a@example.com": []}}}
            )
        tokens = emulator.grant_oauth()
        secrets = {
            *(emulator.authtoken, emulator.password, emulator.totp_secret, emulator.tfa_password),
            *(emulator.management_token, emulator.read_only_management_token),
            *(tokens.access_token, tokens.refresh_token, emulator.confidential_oauth.client_secret),
            emulator.machine_oauth.client_secret,
            *(message.token for message in emulator.messages if message.token),
        }
        views = set[str]()
        for address, html in pages(emulator):
            assert "<script>alert" not in html
            assert not [secret for secret in secrets if secret and secret in html], address
            views.add(parse_qs(urlsplit(address).query).get("view", [""])[0])
        assert len(secrets) > 9
        assert {"", "types", "type", "entries", "entry", "assets", "asset", "kinds", "kind", "document"} <= views
        assert {"requests", "request", "messages", "controls", "credentials", "coverage", "queue", "work"} <= views


def test_nothing_is_sent_again_until_something_changes(emulator: Emulator, stack: httpx.Client) -> None:
    def ask(tag: str) -> httpx.Response:
        return fetch(emulator.url, headers={"if-none-match": tag})

    tag = fetch(emulator.url).headers["etag"]
    assert ask(tag).status_code == 304
    changes = (
        lambda: stack.get("/v3/environments"),
        emulator.fail_next,
        emulator.clear_faults,
        lambda: emulator.clock.advance(1),
        emulator.forget_requests,
        lambda: httpx.post(f"{emulator.url}/__emulator__/save", json={"name": "kept"}).raise_for_status(),
        emulator.fork,
        emulator.end_forks,
    )
    for change in changes:
        change()
        response = ask(tag)
        assert response.status_code == 200
        tag = response.headers["etag"]


def test_its_policy_allows_no_script_but_its_own(emulator: Emulator) -> None:
    first, second = (fetch(emulator.url) for _ in range(2))
    policy = first.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert policy != second.headers["content-security-policy"]
    for name, kind in (("page.js", "javascript"), ("page.css", "css")):
        response = fetch(f"{emulator.url}/__emulator__/page/{name}")
        assert kind in response.headers["content-type"]
    assert fetch(f"{emulator.url}/__emulator__/page/page.html").status_code == 404


def test_it_does_not_read_versions_or_other_stacks(
    emulator: Emulator, new_stack: httpx.Client, at: dict[str, str]
) -> None:
    notes = create_model(new_stack)
    note = notes.add({"title": "Mine"})
    notes.change(note["uid"], {"title": "Mine again"})
    assert "Results 1 " in see(emulator, "entries", **at)
    assert "Mine" not in see(emulator, "entries", stack=emulator.stack.api_key)
    assert len(emulator._state.store.find(Scope(ENTRY, at["stack"], version=None))) == 3
