"""A stack with a magazine, and the entries that a condition finds in it."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.typed.queries import Condition
from tests.toolkit.typed.queries.support.magazine import Magazine, create_model, fill

Find = Callable[[Condition], set[str]]


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[httpx.Client]:
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    with httpx.Client(base_url=emulator.url, headers=headers) as client:
        create_model(client)
        yield client


@pytest.fixture(scope="module")
def magazine(client: httpx.Client) -> Magazine:
    return fill(client)


@pytest.fixture(scope="module")
def find(client: httpx.Client, magazine: Magazine) -> Find:
    """Returns the titles of the articles that a condition finds."""

    def find_titles(condition: Condition) -> set[str]:
        query = {"query": json.dumps(condition.to_query()), "include_count": "true"}
        response = client.get("/v3/content_types/article/entries", params=query)
        assert response.status_code == 200, response.text
        titles = {entry["title"] for entry in response.json()["entries"]}
        assert response.json()["count"] == len(titles)
        return titles

    return find_titles
