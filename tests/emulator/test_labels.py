"""Labels: names for groups of content types, one under another."""

import httpx

from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/labels"


def create(stack: httpx.Client, name: str, **fields: object) -> httpx.Response:
    return stack.post(PATH, json={"label": {"name": name, **fields}})


def add(stack: httpx.Client, name: str, **fields: object) -> str:
    response = create(stack, name, **fields)
    assert response.status_code == 201, response.text
    uid: str = response.json()["label"]["uid"]
    return uid


def test_the_life_of_a_label(new_stack: httpx.Client) -> None:
    page = create_model(new_stack).content_type
    created = create(new_stack, "Pages", content_types=[page])
    assert (created.status_code, created.json()["notice"]) == (201, "Label created successfully.")
    label = created.json()["label"]
    assert (label["parent"], label["content_types"], label["ACL"], label["_version"]) == ([], [page], {}, 1)
    assert new_stack.get(f"{PATH}/{label['uid']}").json() == {"label": label | {"ACL": []}}
    updated = new_stack.put(f"{PATH}/{label['uid']}", json={"label": {"name": "All pages"}}).json()
    assert updated["notice"] == "Label updated successfully."
    assert (updated["label"]["name"], updated["label"]["content_types"]) == ("All pages", [page])
    listed = new_stack.get(PATH, params={"include_count": "true", "include_branch": "true"}).json()
    assert (listed["count"], listed["labels"][0]["_branch"]) == (1, "main")
    assert new_stack.delete(f"{PATH}/{label['uid']}").json() == {"notice": "Label deleted successfully."}
    assert parse_error(new_stack.get(f"{PATH}/{label['uid']}")) == (422, 141, {"uid": ["is not valid."]})


def test_invalid_labels_are_rejected(new_stack: httpx.Client) -> None:
    add(new_stack, "Pages")
    assert parse_error(create(new_stack, "Pages")) == (422, 119, {"name": ["is not unique."]})
    assert parse_error(create(new_stack, "")) == (422, 119, {"name": ["is a required field."]})
    assert parse_error(create(new_stack, "A", parent=["blt1"]))[2] == {"parent": ["is not valid."]}
    assert parse_error(create(new_stack, "A", content_types=["unknown"]))[2] == {"content_types": ["is not valid."]}


def test_labels_are_nested_but_not_in_themselves(new_stack: httpx.Client) -> None:
    top = add(new_stack, "Top")
    inner = add(new_stack, "Inner", parent=[top])
    for parent in (top, inner):
        response = new_stack.put(f"{PATH}/{top}", json={"label": {"name": "Top", "parent": [parent]}})
        assert parse_error(response)[2] == {"parent": ["is not valid."]}
    new_stack.delete(f"{PATH}/{top}")
    assert new_stack.get(f"{PATH}/{inner}").json()["label"]["parent"] == []


def test_a_label_does_without_a_content_type_that_is_gone(new_stack: httpx.Client) -> None:
    kept, gone = create_model(new_stack).content_type, create_model(new_stack).content_type
    uid = add(new_stack, "Pages", content_types=[gone, kept])
    new_stack.delete(f"/v3/content_types/{gone}")
    assert new_stack.get(f"{PATH}/{uid}").json()["label"]["content_types"] == [kept]


def test_each_branch_has_its_own(new_stack: httpx.Client) -> None:
    add(new_stack, "Pages")
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    header = {"branch": "next"}
    new_stack.post(PATH, json={"label": {"name": "Posts"}}, headers=header)
    assert len(new_stack.get(PATH, headers=header).json()["labels"]) == 2
    assert len(new_stack.get(PATH).json()["labels"]) == 1
