"""Plans: how many of each kind there may be, over HTTP, and what is no plan."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator, Plan, PlanError
from contentstack_cma_emulator.arguments import read_options
from contentstack_cma_emulator.engine.plan import DOCUMENTED, UNLIMITED
from contentstack_cma_emulator.options import read_plan
from tests.emulator.known.limits import BRANCHES, build_role, make_uid, webhook
from tests.emulator.support import workflows
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

ONE_OF_EACH = {each.name: 2 if each.name in ("branches", "locales") else 1 for each in fields(Plan)}
"""A stack begins with a branch and a locale."""

Create = Callable[[httpx.Client], httpx.Response]


def post(path: str, make: Callable[[], dict[str, Any]]) -> Create:
    """Make a call that creates something."""
    return lambda client: client.post(path, json=make())


def upload_file(client: httpx.Client) -> httpx.Response:
    """Upload a file."""
    return client.post("/v3/assets", files={"asset[upload]": ("note.txt", b"hello", "text/plain")})


def import_taxonomy(client: httpx.Client) -> httpx.Response:
    """Import a taxonomy of two terms, which are more than the plan allows."""
    sent = (
        b'{"taxonomy": {"uid": "two", "name": "Two"}, "terms": [{"uid": "a", "name": "A"}, {"uid": "b", "name": "B"}]}'
    )
    return client.post("/v3/taxonomies/import", files={"taxonomy": ("two.json", sent, "application/json")})


def term(client: httpx.Client) -> httpx.Response:
    """Create a term in the one taxonomy of the stack."""
    uid = client.get("/v3/taxonomies").json()["taxonomies"][0]["uid"]
    return client.post(f"/v3/taxonomies/{uid}/terms", json={"term": {"uid": make_uid(), "name": "T"}})


def alias(client: httpx.Client) -> httpx.Response:
    """Point a new alias at the main branch."""
    return client.put(f"/v3/stacks/branch_aliases/{make_uid()}", json={"branch_alias": {"target_branch": "main"}})


def publish_rule(client: httpx.Client) -> httpx.Response:
    """Create a publish rule for the one environment of the stack."""
    place = client.get("/v3/environments").json()["environments"][0]["uid"]
    workflow = client.get("/v3/workflows").json()["workflows"][0]["uid"]
    rule = {
        "workflow": workflow,
        "actions": [],
        "content_types": ["$all"],
        "locales": [make_uid()],
        "environment": place,
    }
    return client.post(workflows.RULES, json={"publishing_rule": rule})


def team(client: httpx.Client) -> httpx.Response:
    """Create a team."""
    return client.post(f"/v3/organizations/{client.headers['organization_uid']}/teams", json={"name": make_uid()})


def environment(client: httpx.Client) -> httpx.Response:
    """Create an environment."""
    return client.post("/v3/environments", json={"environment": {"name": make_uid()}})


def delivery_token(client: httpx.Client) -> httpx.Response:
    """Create a delivery token for the one environment of the stack."""
    name = client.get("/v3/environments").json()["environments"][0]["name"]
    scope = [{"module": "environment", "environments": [name], "acl": {"read": True}}, BRANCHES]
    return client.post("/v3/stacks/delivery_tokens", json={"token": {"name": make_uid(), "scope": scope}})


MODELS = {"module": "content_type", "acl": {"read": True}}

COUNTED: dict[str, Create] = {
    "branches": post("/v3/stacks/branches", lambda: {"branch": {"uid": make_uid(), "source": "main"}}),
    "branch_aliases": alias,
    "environments": environment,
    "locales": post("/v3/locales", lambda: {"locale": {"code": make_uid()}}),
    "taxonomies": post("/v3/taxonomies", lambda: {"taxonomy": {"uid": make_uid(), "name": "T"}}),
    "terms": term,
    "extensions": post("/v3/extensions", lambda: {"extension": {"title": make_uid(), "type": "widget", "srcdoc": "x"}}),
    "webhooks": post("/v3/webhooks", lambda: {"webhook": webhook(1)}),
    "workflows": lambda client: workflows.create(client, enabled=False),
    "publish_rules": publish_rule,
    "roles": post("/v3/roles", lambda: {"role": build_role(1)}),
    "delivery_tokens": delivery_token,
    "management_tokens": post(
        "/v3/stacks/management_tokens", lambda: {"token": {"name": make_uid(), "scope": [MODELS, BRANCHES]}}
    ),
    "assets": upload_file,
    "asset_folders": post("/v3/assets/folders", lambda: {"asset": {"name": "F"}}),
    "teams": team,
}
"""What creates one of each, in this order: some need what was created before."""

CODES = {"extensions": 344, "roles": 157, "branches": 903}


@pytest.fixture(scope="module")
def small() -> Iterator[httpx.Client]:
    """A stack in an emulator that has room for one more of each."""
    with Emulator(plan=ONE_OF_EACH, work_delay=0) as emulator:
        headers = {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
        with connect(emulator, **headers) as client:
            response = client.post("/v3/stacks", json={"stack": {"name": "Small", "master_locale": "en-us"}})
            client.headers["api_key"] = response.json()["stack"]["api_key"]
            yield client


def test_the_plan_has_room_for_one_of_each_and_no_more(small: httpx.Client) -> None:
    for name, create in COUNTED.items():
        accepted = create(small)
        assert accepted.is_success, (name, accepted.text)
        status, error_code, errors = parse_error(create(small))
        assert (status, error_code) == (422, CODES.get(name, 119)), name
        assert errors == {name: [f"has reached the limit of the plan: at most {ONE_OF_EACH[name]}."]}


def test_a_localizing_import_needs_no_room() -> None:
    with (
        Emulator(plan={"taxonomies": 1}, work_delay=0) as emulator,
        connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client,
    ):
        assert client.get("/v3/locales/fr-fr").is_success
        assert client.post("/v3/taxonomies", json={"taxonomy": {"uid": "places", "name": "Places"}}).is_success
        sent = b'{"taxonomy": {"uid": "places", "name": "Lieux"}, "terms": []}'
        files = {"taxonomy": ("places.json", sent, "application/json")}
        assert parse_error(client.post("/v3/taxonomies/import", files=files))[2].keys() == {"taxonomies"}
        response = client.post("/v3/taxonomies/import", files=files, params={"locale": "fr-fr"})
        assert (response.status_code, response.json()["taxonomy"]["name"]) == (201, "Lieux")


def test_every_limit_of_a_plan_is_tested() -> None:
    assert {*COUNTED, "stacks_per_minute"} == set(ONE_OF_EACH)


def test_an_import_brings_no_more_terms_than_the_plan_allows() -> None:
    with Emulator(plan={"terms": 1}) as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        with connect(emulator, **headers) as client:
            assert parse_error(import_taxonomy(client))[2].keys() == {"terms"}


def test_stacks_are_made_one_a_minute() -> None:
    with Emulator(plan="documented") as emulator:
        headers = {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
        body = {"stack": {"name": "New", "master_locale": "en-us"}}
        with connect(emulator, **headers) as client:
            assert client.post("/v3/stacks", json=body).status_code == 201
            assert client.post("/v3/stacks", json=body).status_code == 429
            assert client.get("/v3/stacks").is_success
            emulator.clock.advance(60)
            assert client.post("/v3/stacks", json=body).status_code == 201


def test_without_a_plan_there_is_no_limit(stack: httpx.Client) -> None:
    assert all(environment(stack).status_code == 201 for _ in range(5))


def test_the_plans_by_name() -> None:
    assert read_plan("documented") is DOCUMENTED
    assert read_plan("unlimited") is read_plan(None) is UNLIMITED
    assert (DOCUMENTED.branches, DOCUMENTED.environments, DOCUMENTED.management_tokens) == (2, 3, 30)
    assert read_plan({"locales": 4, "webhooks": None}) == Plan(locales=4)
    assert read_plan(DOCUMENTED) is DOCUMENTED


@pytest.mark.parametrize("name", ["plan.json", "plan.yaml"])
def test_a_plan_in_a_file(tmp_path: Path, name: str) -> None:
    text = '{"environments": 4, "locales": null}' if name.endswith("json") else "environments: 4\nlocales: null\n"
    (tmp_path / name).write_text(text)
    assert read_plan(tmp_path / name) == read_plan(str(tmp_path / name)) == Plan(environments=4)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('{"enviroments": 4}', "enviroments", "is no limit of a plan"),
        ('{"environments": "4"}', "environments", "expected a whole number of at least 0, or null"),
        ('{"environments": true}', "environments", "not True"),
        ('{"branches": 0}', "branches", "at least 1"),
        ('{"assets": -1}', "assets", "not -1"),
        ("[4]", "", "a plan is an object of numbers by name"),
        ("{", "", "is not valid JSON"),
    ],
)
def test_invalid_plans_are_rejected(tmp_path: Path, text: str, place: str, said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(PlanError, match=said) as refused:
        Emulator(plan=path)
    assert refused.value.place == place
    assert str(path) in str(refused.value)


def test_a_plan_that_is_nowhere() -> None:
    with pytest.raises(PlanError, match="neither a file nor the name of a plan"):
        Emulator(plan="dokumented")


def test_the_option_of_the_command() -> None:
    assert read_options([]).plan == "unlimited"
    assert read_options(["--plan", "documented"]).plan == "documented"
