"""Taxonomies are published by jobs."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.dates import LATER
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.taxonomies import PATH, add_terms


@pytest.fixture(scope="module")
def stack(emulator: Emulator) -> Iterator[httpx.Client]:
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key, api_version="3.2") as client:
        add_terms(client, "topics", "news", "sports")
        add_terms(client, "colors")
        yield client


def order(stack: httpx.Client, *uids: str, action: str = "publish", **more: Any) -> httpx.Response:
    items = [{"uid": uid} for uid in uids]
    body = {"items": items, "environments": ["production"], "locales": ["en-us", "fr-fr"]}
    return stack.post(f"{PATH}/{action}", json=body | more)


def job(stack: httpx.Client, response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = stack.get(f"/v3/bulk/jobs/{response.json()['job_id']}").json()
    return found


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_a_job_does_it(stack: httpx.Client, action: str) -> None:
    response = order(stack, "topics", "colors", "topics", action=action)
    assert response.json()["notice"] == f"Taxonomy {action} job initiated successfully."
    done = job(stack, response)
    assert (done["action"], done["status"], done["summary"]["success"]) == (action, "complete", 4)
    items = stack.get(f"/v3/bulk/jobs/{done['uid']}/items").json()["items"]
    assert {(item["uid"], item["title"], item["publish_locale"]) for item in items} == {
        ("topics", "Topics", "en-us"),
        ("topics", "Topics", "fr-fr"),
        ("colors", "Colors", "en-us"),
        ("colors", "Colors", "fr-fr"),
    }


def test_a_scheduled_publication_waits_for_its_time(emulator: Emulator, stack: httpx.Client) -> None:
    add_terms(stack, "gone")
    response = order(stack, "gone", "topics", scheduled_at=LATER)
    assert job(stack, response)["status"] == "waiting"
    stack.delete(f"{PATH}/gone")
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as other:
        emulator.clock.advance(80 * 366 * 24 * 3600)
        other.get("/v3/stacks")
    assert job(stack, response)["summary"]["unsuccess"] == 2
    assert job(stack, response)["summary"]["success"] == 2


@pytest.mark.parametrize(
    ("more", "status", "key"),
    [
        ({"items": [{"uid": "unknown"}]}, 422, "items"),
        ({"items": []}, 422, "items"),
        ({"locales": ["xx"]}, 422, "locales"),
        ({"locales": []}, 422, "locales"),
        ({"environments": ["nowhere"]}, 401, "environment"),
        ({"scheduled_at": "tomorrow"}, 422, "scheduled_at"),
    ],
)
def test_invalid_taxonomies_are_not_published(stack: httpx.Client, more: dict[str, Any], status: int, key: str) -> None:
    found, _, errors = parse_error(order(stack, "topics", **more))
    assert (found, list(errors)) == (status, [key])


def test_terms_may_be_named(stack: httpx.Client) -> None:
    response = order(stack, items=[{"uid": "topics", "term_uid": "news"}, {"uid": "topics", "term_uid": "sports"}])
    assert job(stack, response)["summary"]["success"] == 2
