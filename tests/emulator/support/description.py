"""Validate the responses of the emulator against the bundled description."""

from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
from jsonschema import Draft202012Validator

from contentstack_cma_emulator.dispatch.request_validation import expand_discriminators
from contentstack_cma_emulator.engine.description import BUNDLED, Description, JsonObject, Routes, resolve

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

JSON = "application/json"


@cache
def load_description() -> Description:
    """Return the bundled description."""
    return Description.load(BUNDLED)


@cache
def load_routes() -> Routes:
    """Return the routes to its operations."""
    return Routes(iter(load_description().operations.values()))


@cache
def build_validator(operation_id: str, family: str) -> "Validator | None":
    """Return a validator that checks the JSON responses of one operation with a status of `2XX`, `4XX` or `5XX`."""
    document = load_description().document
    operation = load_description().operations[operation_id]
    responses: JsonObject = document["paths"][operation.path][operation.method.lower()]["responses"]
    content: JsonObject = resolve(document, responses[family]).get("content", {})
    if JSON not in content:
        return None
    return Draft202012Validator({**content[JSON]["schema"], "components": load_components()})


@cache
def load_components() -> Any:
    """Return the schemas of the description, with unions told apart by their tags."""
    document = load_description().document
    return expand_discriminators(document, document["components"])


def check_response(response: httpx.Response) -> None:
    """Fail where a JSON response is not what the description says."""
    match = load_routes().match(response.request.method, response.request.url.raw_path.decode().partition("?")[0])
    if match is None or response.headers.get("content-type") != JSON:
        return
    checks = build_validator(match[0].id, f"{response.status_code // 100}XX")
    if checks is None:
        return
    response.read()
    content = wrap_list(match[0].id, response.json())
    wrong = [(list(error.absolute_path), error.message) for error in checks.iter_errors(content)]
    assert not wrong, (match[0].id, wrong)


def wrap_list(operation_id: str, content: Any) -> Any:
    """Return a list that came without its envelope, where the description says that it may, inside of it."""
    operation = load_description().operations[operation_id]
    document = load_description().document["paths"][operation.path][operation.method.lower()]
    keys = [method["items"] for method in document.get("x-methods", ()) if method.get("bare") and "items" in method]
    return {keys[0]: content} if keys and isinstance(content, list) else content
