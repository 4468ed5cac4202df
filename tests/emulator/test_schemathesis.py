"""Requests that schemathesis makes up from the description, and whether each response is one the description knows.

Every operation that has a handler is asked, signed in and not. Half of the requests of a signed-in user name things
that exist, or most would not get far. Each operation begins with the same state.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.description import BUNDLED
from contentstack_cma_emulator.engine.registry import get_operation_handlers
from contentstack_cma_emulator.resources import load_handlers

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.schemas import APIOperation

    AnyOperation = APIOperation[Any, Any, Any, Any]
    AnyCase = Case[AnyOperation]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

WITHOUT_BODY = [not_a_server_error, status_code_conformance]
NO_CONTENT = 204
"""Any operation may respond with it where the description has `2XX`; then there is no body to check."""

SIGNED_IN = 8
SIGNED_OUT = 2
"""So many requests for each operation."""

SEED = {
    "stacks": [
        {
            "name": "Seeded",
            "api_key": "seeded",
            "locales": [{"code": "fr-fr", "name": "French", "fallback_locale": "en-us"}],
            "environments": ["production"],
            "global_fields": [
                {"uid": "seo", "title": "SEO", "schema": [{"uid": "a", "display_name": "A", "data_type": "text"}]}
            ],
            "content_types": [
                {
                    "uid": "page",
                    "title": "Page",
                    "schema": [{"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}],
                }
            ],
            "assets": [{"file": "a.txt"}],
            "entries": {"page": [{"uid": "hello", "fields": {"title": "Hello"}, "publish": ["production"]}]},
        }
    ]
}


def without_discriminators(value: Any) -> Any:
    """The description, its unions as JSON Schema reads them.

    Their last member takes every tag that the others do not, which a discriminator of OpenAPI cannot say.
    """
    if isinstance(value, list):
        return [without_discriminators(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: without_discriminators(item) for name, item in value.items() if name != "discriminator"}


def load_operations() -> "dict[str, AnyOperation]":
    """The operations that have a handler, by id."""
    load_handlers()
    schema = schemathesis.openapi.from_dict(without_discriminators(json.loads(BUNDLED.read_bytes())))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    by_id = {operation.definition.raw["operationId"]: operation for operation in found}
    return {uid: operation for uid, operation in by_id.items() if uid in get_operation_handlers()}


DESCRIBED = load_operations()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("seed")
    (folder / "a.txt").write_bytes(b"a")
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    with Emulator(seed=seed, work_delay=0) as running:
        yield running


@pytest.fixture(scope="module")
def known(emulator: Emulator) -> dict[str, str]:
    """What path parameters may name that exists."""
    headers = {"authtoken": emulator.authtoken, "api_key": "seeded"}
    (asset,) = httpx.get(f"{emulator.url}/v3/assets", headers=headers).json()["assets"]
    return {
        "content_type_uid": "page",
        "entry_uid": "hello",
        "asset_uid": asset["uid"],
        "global_field_uid": "seo",
        "environment_name": "production",
        "locale_code": "fr-fr",
        "branch_uid": "main",
        "organization_uid": emulator.organization_uid,
    }


def limit_examples(examples: int) -> settings:
    """So many examples, the same in every run."""
    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("operation_id", sorted(DESCRIBED))
def test_a_signed_in_request_gets_a_described_response(
    emulator: Emulator, known: dict[str, str], operation_id: str
) -> None:
    emulator.reset()
    headers = {
        "authtoken": emulator.authtoken,
        "api_key": "seeded",
        "organization_uid": emulator.organization_uid,
    }

    @limit_examples(SIGNED_IN)
    @given(case=DESCRIBED[operation_id].as_strategy(), exists=st.booleans())
    def ask(case: "AnyCase", exists: bool) -> None:
        if exists:
            case.path_parameters |= {name: uid for name, uid in known.items() if name in case.path_parameters}
        check(emulator, case, headers)

    ask()


@pytest.mark.parametrize("operation_id", sorted(DESCRIBED))
def test_a_signed_out_request_gets_a_described_response(emulator: Emulator, operation_id: str) -> None:
    @limit_examples(SIGNED_OUT)
    @given(case=DESCRIBED[operation_id].as_strategy())
    def ask(case: "AnyCase") -> None:
        check(emulator, case, {})

    ask()


def check(emulator: Emulator, case: "AnyCase", headers: dict[str, str]) -> None:
    """Send a request and hold the response against the description."""
    response = case.call(base_url=emulator.url, headers=headers)
    has_no_body = response.status_code == NO_CONTENT and not response.content
    case.validate_response(response, checks=WITHOUT_BODY if has_no_body else CHECKS)


def test_what_the_description_does_not_know_is_found(emulator: Emulator) -> None:
    case = DESCRIBED["list_environments"].Case()
    headers = {"authtoken": emulator.authtoken, "api_key": "seeded"}
    for status, body in ((500, {}), (200, {"environments": 1})):
        emulator.fail_next(status=status, body=body)
        with pytest.raises(FailureGroup):
            check(emulator, case, headers)
    emulator.mislabel_next()
    with pytest.raises(FailureGroup):
        check(emulator, case, headers)
    check(emulator, case, headers)
