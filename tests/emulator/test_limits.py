"""The documented limits, each at its most and one beyond."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.description import BUNDLED, Description
from contentstack_cma_emulator.resources import release_items as release_items_module
from contentstack_cma_emulator.rules.limits import MAX_FILE, MAX_RELEASE_ITEMS, check_file_size
from contentstack_cma_emulator.rules.publishing import add_year
from tests.emulator.known.limits import LIMITS, Limit, add_release_items, content_type
from tests.emulator.support.entries import build_field
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.taxonomies import build_taxonomy_field, create_taxonomy


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[httpx.Client]:
    """A stack that the tests of this module share."""
    with connect(emulator, authtoken=emulator.authtoken, organization_uid=emulator.organization_uid) as made:
        response = made.post("/v3/stacks", json={"stack": {"name": "Limits", "master_locale": "en-us"}})
        made.headers["api_key"] = response.json()["stack"]["api_key"]
        yield made


@pytest.mark.parametrize("limit", LIMITS, ids=[limit.title for limit in LIMITS])
def test_the_limit_is_accepted_and_one_more_is_rejected(client: httpx.Client, limit: Limit) -> None:
    accepted = limit.send(client, limit.most)
    assert accepted.is_success, accepted.text
    status, code, errors = parse_error(limit.send(client, limit.most + 1))
    assert status == 422
    assert isinstance(code, int)
    assert limit.key in errors, errors
    if limit.least > 1:
        assert limit.key in parse_error(limit.send(client, limit.least - 1))[2]


def test_a_release_holds_so_many_items(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_RELEASE_ITEMS == 500
    monkeypatch.setattr(release_items_module, "MAX_RELEASE_ITEMS", 2)
    assert add_release_items(client, 2).is_success
    status, code, errors = parse_error(add_release_items(client, 3))
    assert (status, code, errors) == (422, 141, {"items": ["should have at most 500 items."]})


@pytest.mark.parametrize(
    "name", ["Live", "a b", "Überall", "aÉb", *(f"a{sign}b" for sign in """#%^+\\/?*:|"'<>{}=,""")]
)
def test_invalid_names_of_environments_are_rejected(client: httpx.Client, name: str) -> None:
    response = client.post("/v3/environments", json={"environment": {"name": name}})
    assert parse_error(response) == (422, 119, {"name": ["is not valid."]})


@pytest.mark.parametrize("code", ["x", "-de", "de-", "de--at", "de_at", "dé"])
def test_invalid_names_of_locales_are_rejected(client: httpx.Client, code: str) -> None:
    response = client.post("/v3/locales", json={"locale": {"code": code}})
    assert parse_error(response) == (422, 119, {"code": ["is not valid."]})


@pytest.mark.parametrize("kind", ["group", "blocks"])
def test_terms_are_not_taken_inside_of_groups_and_blocks(client: httpx.Client, kind: str) -> None:
    create_taxonomy(client, "inside")
    taken = build_taxonomy_field("inside")
    inner = {"blocks": [{"title": "B", "uid": "b", "schema": [taken]}]} if kind == "blocks" else {"schema": [taken]}
    response = client.post(
        "/v3/content_types", json={"content_type": content_type([build_field("parts", kind, **inner)])}
    )
    assert parse_error(response)[2].keys() == {"schema"}


@pytest.mark.parametrize(
    ("most", "extra"),
    [
        (500, [build_field(f"more_{number}") for number in range(500)]),
        (15, [build_field(f"more_{number}", "json", field_metadata={"allow_json_rte": True}) for number in range(16)]),
    ],
    ids=["fields", "rich text"],
)
def test_a_global_field_does_not_grow_beyond_what_its_content_types_hold(
    client: httpx.Client, most: int, extra: list[dict[str, object]]
) -> None:
    uid = f"grows_{most}"
    small = {"title": uid, "uid": uid, "schema": [build_field("one")]}
    assert client.post("/v3/global_fields", json={"global_field": small}).is_success
    holder = content_type([build_field("held", "global_field", reference_to=uid)])
    assert client.post("/v3/content_types", json={"content_type": holder}).is_success
    response = client.put(f"/v3/global_fields/{uid}", json={"global_field": small | {"schema": extra}})
    status, code, errors = parse_error(response)
    assert (status, code) == (422, 115)
    assert f"'{holder['uid']}'" in errors["schema"][0]
    few = extra[: most - 2]
    assert client.put(f"/v3/global_fields/{uid}", json={"global_field": small | {"schema": few}}).is_success


def test_a_file_may_have_a_hundred_megabytes() -> None:
    assert check_file_size(MAX_FILE) is None
    assert check_file_size(MAX_FILE + 1) == "is larger than 100 MB."


def test_twelve_months_after_a_day_that_no_other_year_has() -> None:
    assert add_year("2028-02-29T12:00:00.000Z") == "2029-03-01T12:00:00.000Z"
    assert add_year("2026-11-29T12:00:00.000Z") == "2027-11-29T12:00:00.000Z"


def test_the_description_limits_only_what_is_written() -> None:
    schemas = Description.load(BUNDLED).document["components"]["schemas"]
    written = ("Input", "Update", "Request", "Target")
    limited = {
        name
        for name, schema in schemas.items()
        for prop in schema.get("properties", {}).values()
        if {"maxLength", "maxItems", "pattern"} & prop.keys()
    }
    assert {name for name in limited if not name.endswith(written)} == set()
    assert "ReleaseInput" in limited
