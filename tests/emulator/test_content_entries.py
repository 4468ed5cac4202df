"""Entries over HTTP: writing, reading, finding, importing."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

TYPES = "/v3/content_types"
POSTS = f"{TYPES}/blog_post/entries"
DISHES = f"{TYPES}/dish/entries"

Entry = dict[str, Any]


def field(uid: str, data_type: str = "text", **more: Any) -> Entry:
    return {"uid": uid, "data_type": data_type, "display_name": uid.title(), **more}


TITLE = field("title", mandatory=True, unique=True)
PERSON = {"title": "Person", "uid": "person", "schema": [TITLE, field("age", "number")]}
DISH = {
    "title": "Dish",
    "uid": "dish",
    "schema": [
        TITLE,
        field("servings", "number", min=1),
        field("vegan", "boolean"),
        field("numbers", "number", multiple=True),
        field("cook", "reference", reference_to=["person"], field_metadata={"ref_multiple": True}),
        field("body", "json", field_metadata={"allow_json_rte": True}, reference_to=["sys_assets", "person"]),
        field("steps", "group", multiple=True, schema=[field("text"), field("image", "file")]),
        field("parts", "blocks", blocks=[{"uid": "hint", "title": "Hint", "schema": [field("text", mandatory=True)]}]),
    ],
}


@pytest.fixture(scope="module")
def dishes(emulator: Emulator) -> Iterator[httpx.Client]:
    """A stack with the content types of these tests."""
    with connect(emulator, authtoken=emulator.authtoken, organization_uid=emulator.organization_uid) as client:
        made = client.post("/v3/stacks", json={"stack": {"name": "Dishes", "master_locale": "en-us"}})
        client.headers["api_key"] = made.json()["stack"]["api_key"]
        for content_type in (PERSON, DISH):
            assert client.post(TYPES, json={"content_type": content_type}).status_code == 201
        yield client


@pytest.fixture(autouse=True)
def no_entries_left(dishes: httpx.Client) -> Iterator[None]:
    """Each test starts without entries."""
    yield
    for path in (DISHES, f"{TYPES}/person/entries"):
        for entry in dishes.get(path).json()["entries"]:
            dishes.delete(f"{path}/{entry['uid']}")


def create(stack: httpx.Client, path: str = DISHES, **values: Any) -> Entry:
    response = stack.post(path, json={"entry": values})
    assert response.status_code == 201, response.text
    entry: Entry = response.json()["entry"]
    return entry


def update(stack: httpx.Client, entry: Entry, **values: Any) -> Entry:
    response = stack.put(f"{DISHES}/{entry['uid']}", json={"entry": values})
    assert response.status_code == 200, response.text
    updated: Entry = response.json()["entry"]
    return updated


def upload(stack: httpx.Client, path: str, document: Any, **params: str) -> httpx.Response:
    file = ("entry.json", json.dumps(document).encode(), "application/json")
    return stack.post(path, files={"entry": file}, params=params)


def test_the_life_of_an_entry(dishes: httpx.Client) -> None:
    response = dishes.post(DISHES, json={"entry": {"title": "Soup", "servings": 2, "tags": ["warm"]}})
    assert response.status_code == 201
    assert response.json()["notice"] == "Entry created successfully."
    made = response.json()["entry"]
    assert made["uid"].startswith("blt")
    assert made["created_by"] == made["updated_by"]
    system: Entry = {"locale": "en-us", "_version": 1, "_in_progress": False, "ACL": {}, "tags": ["warm"]}
    assert system.items() <= made.items()
    path = f"{DISHES}/{made['uid']}"
    assert dishes.get(path).json() == {"entry": made}
    changed = dishes.put(path, json={"entry": {"servings": 4}})
    assert (changed.status_code, changed.json()["notice"]) == (200, "Entry updated successfully.")
    now = changed.json()["entry"]
    assert (now["title"], now["servings"], now["_version"]) == ("Soup", 4, 2)
    assert now["created_at"] == made["created_at"]
    assert dishes.get(path, params={"version": "1"}).json() == {"entry": made}
    assert dishes.delete(path).json() == {"notice": "Entry deleted successfully."}
    assert parse_error(dishes.get(path)) == (422, 141, {"uid": ["is not valid."]})
    assert parse_error(dishes.delete(path))[:2] == (422, 141)
    assert parse_error(dishes.put(path, json={"entry": {"title": "x"}}))[:2] == (422, 141)


def test_an_entry_that_was_read_can_be_written_back(dishes: httpx.Client) -> None:
    asset = dishes.post("/v3/assets", files={"asset[upload]": ("a.txt", b"x")}).json()["asset"]
    made = create(dishes, title="Soup", steps=[{"text": "Cut", "image": asset["uid"]}], parts=[{"hint": {"text": "!"}}])
    assert made["steps"][0]["image"]["url"] == asset["url"]
    assert made["steps"][0]["_metadata"]["uid"].startswith("cs")
    steps = [made["steps"][0] | {"image": asset["uid"]}]
    written = update(dishes, made, **made | {"steps": steps})
    assert {**written, "_version": 1, "updated_at": made["updated_at"]} == made


def test_fields_the_content_type_does_not_have_are_dropped(dishes: httpx.Client) -> None:
    made = create(dishes, title="Soup", unknown=1, steps=[{"text": "Cut", "unknown": 1}], created_by="me", _version=7)
    assert "unknown" not in made
    assert "unknown" not in made["steps"][0]
    assert made["_version"] == 1
    assert made["created_by"] != "me"


def test_values_that_are_rejected(dishes: httpx.Client) -> None:
    values: Entry = {
        "servings": 0,
        "vegan": "yes",
        "numbers": [1, "2"],
        "cook": [{"uid": "nobody", "_content_type_uid": "dish"}],
        "body": {"type": "doc"},
        "steps": [{"text": "a"}, {"text": 1, "image": "none"}],
        "parts": [{"hint": {}}, {"other": {}}],
        "tags": "warm",
    }
    response = dishes.post(DISHES, json={"entry": values})
    assert response.json()["error_message"] == "Entry creation failed. Please try again."
    assert parse_error(response) == (
        422,
        119,
        {
            "title": ["is a required field."],
            "servings": ["is less than the minimum value 1."],
            "vegan": ["is not a boolean."],
            "numbers.1": ["is not a number."],
            "cook.0": ["is not valid."],
            "body": ["is not a document of rich text."],
            "steps.1.text": ["is not a text."],
            "steps.1.image": ["is not valid."],
            "parts.0.hint.text": ["is a required field."],
            "parts.1": ["is not valid."],
            "tags": ["is not a list of texts."],
        },
    )
    assert dishes.get(DISHES).json() == {"entries": []}
    assert parse_error(dishes.post(DISHES, json={"entry": {"title": ""}}))[2] == {"title": ["is a required field."]}
    assert parse_error(dishes.post(DISHES, json={}))[:2] == (422, 119)


def test_values_that_must_be_unique(dishes: httpx.Client) -> None:
    soup, stew = create(dishes, title="Soup"), create(dishes, title="Stew")
    assert parse_error(dishes.post(DISHES, json={"entry": {"title": "Soup"}})) == (
        422,
        119,
        {"title": ["is not unique."]},
    )
    path = f"{DISHES}/{stew['uid']}"
    assert parse_error(dishes.put(path, json={"entry": {"title": "Soup"}})) == (422, 119, {"title": ["is not unique."]})
    assert update(dishes, soup, title="Soup")["_version"] == 2


def test_an_entry_may_bring_its_uid(dishes: httpx.Client) -> None:
    made = create(dishes, title="Soup", uid="blt0123456789abcdef")
    assert made["uid"] == "blt0123456789abcdef"
    taken = dishes.post(DISHES, json={"entry": {"title": "Stew", "uid": made["uid"]}})
    assert parse_error(taken) == (422, 119, {"uid": ["is not unique."]})
    other_type = dishes.post(f"{TYPES}/person/entries", json={"entry": {"title": "Ann", "uid": made["uid"]}})
    assert parse_error(other_type) == (422, 119, {"uid": ["is not unique."]})
    assert parse_error(dishes.post(DISHES, json={"entry": {"title": "x", "uid": "a/b"}}))[2] == {
        "uid": ["is not valid."]
    }


def test_an_update_may_use_atomic_operators(dishes: httpx.Client) -> None:
    made = create(dishes, title="Soup", servings=2, numbers=[1, 4], steps=[{"text": "Cut"}, {"text": "Cook"}])
    assert update(dishes, made, numbers={"PUSH": {"data": [2, 3]}})["numbers"] == [1, 4, 2, 3]
    assert update(dishes, made, numbers={"PULL": {"query": {"$in": [2, 3]}}})["numbers"] == [1, 4]
    assert update(dishes, made, numbers={"UPDATE": {"index": 0, "data": 9}})["numbers"] == [9, 4]
    assert update(dishes, made, servings={"ADD": 3})["servings"] == 5
    assert update(dishes, made, servings={"SUB": 1})["servings"] == 4
    steps = update(dishes, made, steps={"UPDATE": {"index": 1, "data": {"text": "Boil"}}})["steps"]
    assert steps == [made["steps"][0], {**made["steps"][1], "text": "Boil"}]
    path = f"{DISHES}/{made['uid']}"
    wrong = dishes.put(path, json={"entry": {"numbers": {"UPDATE": {"index": 9, "data": 1}}}})
    assert parse_error(wrong) == (422, 119, {"numbers.9": ["does not exist."]})
    checked = dishes.put(path, json={"entry": {"servings": {"SUB": 4}}})
    assert parse_error(checked) == (422, 119, {"servings": ["is less than the minimum value 1."]})
    assert dishes.get(path).json()["entry"]["_version"] == 7


def test_sorting_paging_and_counting(dishes: httpx.Client) -> None:
    for number, title in enumerate(("b", "a", "c"), start=1):
        create(dishes, title=title, servings=number)

    def titles(**params: str) -> list[str]:
        return [entry["title"] for entry in dishes.get(DISHES, params=params).json()["entries"]]

    assert titles() == ["c", "a", "b"]
    assert titles(asc="title") == ["a", "b", "c"]
    assert titles(desc="servings", skip="1", limit="1") == ["a"]
    assert titles(skip="3") == []
    assert dishes.get(DISHES, params={"count": "true"}).json() == {"entries": 3}
    query = {"query": '{"servings": {"$gt": 1}}'}
    assert dishes.get(DISHES, params={"count": "true", **query}).json() == {"entries": 2}
    assert dishes.get(DISHES, params={"include_count": "true", "limit": "1", **query}).json()["count"] == 2
    assert parse_error(dishes.get(DISHES, params={"limit": "0"}))[:2] == (422, 141)


def test_queries_find_entries_by_their_fields(dishes: httpx.Client) -> None:
    ann = create(dishes, f"{TYPES}/person/entries", title="Ann", age=40)
    by_ann = [{"uid": ann["uid"], "_content_type_uid": "person"}]
    create(dishes, title="Soup", servings=2, vegan=True, cook=by_ann, steps=[{"text": "Cut"}], tags=["warm"])
    create(dishes, title="Stew", servings=6, vegan=False, parts=[{"hint": {"text": "Slow"}}])

    def titles(query: Entry) -> list[str]:
        found = dishes.get(DISHES, params={"query": json.dumps(query), "asc": "title"}).json()
        return [entry["title"] for entry in found["entries"]]

    assert titles({"title": {"$regex": "^s", "$options": "i"}}) == ["Soup", "Stew"]
    assert titles({"vegan": False}) == ["Stew"]
    assert titles({"$or": [{"servings": {"$lt": 3}}, {"title": "Stew"}]}) == ["Soup", "Stew"]
    assert titles({"$and": [{"servings": {"$lt": 3}}, {"title": "Stew"}]}) == []
    assert titles({"steps.text": "Cut"}) == ["Soup"]
    assert titles({"parts.hint.text": {"$exists": True}}) == ["Stew"]
    assert titles({"tags": {"$in": ["warm"]}}) == ["Soup"]
    assert titles({"cook.uid": ann["uid"]}) == ["Soup"]
    assert titles({"cook": {"$in_query": {"age": {"$gte": 40}}}}) == ["Soup"]
    assert titles({"cook": {"$nin_query": {"age": {"$gte": 40}}}}) == ["Stew"]
    assert parse_error(dishes.get(DISHES, params={"query": '{"a": {"$near": 1}}'}))[:2] == (422, 141)
    assert parse_error(dishes.get(DISHES, params={"query": "{"}))[:2] == (422, 141)


def test_what_is_included_when_asked_for(dishes: httpx.Client) -> None:
    ann = create(dishes, f"{TYPES}/person/entries", title="Ann")
    asset = dishes.post("/v3/assets", files={"asset[upload]": ("a.txt", b"x")}).json()["asset"]
    nodes: list[Entry] = [
        {"type": "reference", "attrs": {"entry-uid": ann["uid"], "content-type-uid": "person"}, "children": []},
        {"type": "reference", "attrs": {"asset-uid": asset["uid"], "type": "asset"}, "children": []},
    ]
    cook = [{"uid": ann["uid"], "_content_type_uid": "person"}]
    made = create(dishes, title="Soup", cook=cook, body={"type": "doc", "children": nodes})
    path = f"{DISHES}/{made['uid']}"
    included = dishes.get(path, params={"include[]": "cook"}).json()["entry"]
    assert included["cook"] == [{**ann, "_content_type_uid": "person"}]
    params = {"include_branch": "true", "include_metadata": "true", "include_embedded_items[]": "BASE"}
    entry = dishes.get(path, params=params).json()["entry"]
    assert entry["_branch"] == "main"
    assert entry["cook"] == cook
    assert [item["uid"] for item in entry["_embedded_items"]["body"]] == [ann["uid"], asset["uid"]]
    assert [item["_content_type_uid"] for item in entry["_embedded_items"]["body"]] == ["person", "sys_assets"]
    assert "_metadata" in entry
    listed = dishes.get(DISHES, params={"include_content_type": "true", "include_branch": "true"}).json()
    assert listed["content_type"]["uid"] == "dish"
    assert listed["entries"][0]["_branch"] == "main"
    plain = dishes.get(path).json()["entry"]
    assert not {"_branch", "_metadata", "_embedded_items", "publish_details", "_workflow"} & plain.keys()


def test_references_to_an_entry(dishes: httpx.Client) -> None:
    ann = create(dishes, f"{TYPES}/person/entries", title="Ann")
    soup = create(dishes, title="Soup", cook=[{"uid": ann["uid"], "_content_type_uid": "person"}])
    create(dishes, title="Stew")
    path = f"{TYPES}/person/entries/{ann['uid']}"
    assert dishes.get(f"{path}/references").json() == {
        "references": [
            {
                "entry_uid": soup["uid"],
                "content_type_uid": "dish",
                "locale": "en-us",
                "title": "Soup",
                "content_type_title": "Dish",
            }
        ]
    }
    dishes.delete(path)
    assert update(dishes, soup, servings=3)["cook"][0]["uid"] == ann["uid"]
    assert dishes.get(f"{DISHES}/{soup['uid']}", params={"include[]": "cook"}).json()["entry"]["cook"] == []


def test_export_and_import(dishes: httpx.Client) -> None:
    made = create(dishes, title="Soup", servings=2)
    path = f"{DISHES}/{made['uid']}"
    exported = dishes.get(f"{path}/export").json()
    assert exported == made
    assert parse_error(upload(dishes, f"{DISHES}/import", exported)) == (422, 119, {"title": ["is not unique."]})
    copy = upload(dishes, f"{DISHES}/import", exported | {"title": "Copy"})
    assert (copy.status_code, copy.json()["notice"]) == (201, "Entry imported successfully.")
    assert copy.json()["entry"]["uid"] != made["uid"]
    assert copy.json()["entry"]["servings"] == 2
    replaced = upload(dishes, f"{DISHES}/import", exported | {"servings": 3}, overwrite="true").json()["entry"]
    assert (replaced["uid"], replaced["servings"], replaced["_version"]) == (made["uid"], 3, 2)
    version = upload(dishes, f"{path}/import", {"entry": {"title": "Broth"}}).json()["entry"]
    assert (version["uid"], version["title"], version["_version"]) == (made["uid"], "Broth", 3)
    assert upload(dishes, f"{DISHES}/import", {}).status_code == 422
    assert dishes.post(f"{DISHES}/import", files={"other": b"{}"}).status_code == 400
    assert parse_error(upload(dishes, f"{DISHES}/blt0/import", {"title": "x"}))[:2] == (422, 141)


def test_a_singleton_has_one_entry(dishes: httpx.Client) -> None:
    single = {"title": "Home", "uid": "home", "schema": [TITLE], "options": {"singleton": True}}
    dishes.post(TYPES, json={"content_type": single})
    path = f"{TYPES}/home/entries"
    create(dishes, path, title="Home")
    assert parse_error(dishes.post(path, json={"entry": {"title": "Second"}}))[:2] == (422, 119)


def test_branches_have_entries_of_their_own(emulator: Emulator, stack: httpx.Client) -> None:
    made = create(stack, POSTS, title="On main", url="/a")
    stack.post("/v3/stacks/branches", json={"branch": {"uid": "drafts", "source": "main"}})
    with connect(emulator, **{**dict(stack.headers), "branch": "drafts"}) as branch:
        changed = branch.put(f"{POSTS}/{made['uid']}", json={"entry": {"title": "On drafts"}})
        assert changed.json()["entry"]["_version"] == 2
        assert branch.get(f"{POSTS}/{made['uid']}", params={"version": "1"}).json()["entry"]["title"] == "On main"
        create(branch, POSTS, title="Only on drafts", url="/b")
    assert stack.get(f"{POSTS}/{made['uid']}").json() == {"entry": made}
    assert stack.get(POSTS, params={"count": "true"}).json() == {"entries": 1}


def test_a_query_parameter_that_nobody_knows_is_ignored(dishes: httpx.Client) -> None:
    create(dishes, title="Soup")
    assert len(dishes.get(f"{DISHES}/", params={"something": "else", "include[]1": "cook"}).json()["entries"]) == 1
