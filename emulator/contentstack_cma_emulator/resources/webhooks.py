"""Webhooks: URLs to call on changes. All branches share them; each lists the branches it watches."""

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document, omit, split_by_comma
from contentstack_cma_emulator.engine.field_rules import (
    limit_items,
    require,
    require_one_of,
    require_texts,
    require_type,
    require_valid,
)
from contentstack_cma_emulator.engine.kinds import EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.registry import add_import_reader, download, operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.system_fields import MINIMAL_FIELDS
from contentstack_cma_emulator.webhooks.signing import PUBLIC_KEY

MASK = "********"
MAX_CHANNELS = 200
SECRETS = ("http_basic_password", "client_secret", "bearer_token")

HEALTHY: Document = {"unhealthy": {"state": False}, "failures": 0}


def prepare(_call: Call, sent: Document, before: Document) -> Document:
    """Return a webhook as it is stored: notifiers as a list, masked secrets replaced by the stored ones."""
    stored = dict(sent)
    if isinstance(stored.get("notifiers"), str):
        stored["notifiers"] = split_by_comma(stored["notifiers"])
    if isinstance(stored.get("destinations"), list):
        known: list[Document] = before.get("destinations", [])
        sent_ones: list[Any] = stored["destinations"]
        stored["destinations"] = [restore_secrets(one, known[index:] + known) for index, one in enumerate(sent_ones)]
    return stored


def restore_secrets(destination: Any, before: list[Document]) -> Any:
    """Replace masked secrets by those of the first stored destination with the same URL."""
    if not isinstance(destination, dict):
        return destination
    sent = cast("Document", destination)
    nothing: Document = {}
    known = next((other for other in before if other["target_url"] == sent.get("target_url")), nothing)
    return sent | {name: known.get(name) for name in SECRETS if sent.get(name) == MASK}


def are_destinations(values: Any) -> bool:
    """Return whether these are destinations, each with a URL and with headers that can be sent."""
    items = read_objects(values)
    return items is not None and all(is_destination(item) for item in items)


def is_destination(item: Document) -> bool:
    """Return whether this is a destination. Imported files were not validated before, so all fields are checked."""
    headers = read_objects(item.get("custom_header") or [])
    if headers is None:
        return False
    parts = [item.get(name) for name in ("http_basic_auth", "request_query_parameters", *SECRETS)]
    parts += [header.get(name) for header in headers for name in ("header_name", "value")]
    return is_http_url(item.get("target_url")) and all(part is None or isinstance(part, str) for part in parts)


def is_http_url(value: Any) -> bool:
    """Return whether a value is a URL that a webhook can call."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:  # Brackets that enclose no IPv6 address.
        return False
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def read_objects(values: Any) -> list[Document] | None:
    """Return a list of objects as it is, and None for anything else."""
    items = cast("list[object]", values) if isinstance(values, list) else [None]
    return [cast("Document", item) for item in items] if all(isinstance(item, dict) for item in items) else None


def is_retry(value: Any) -> bool:
    """Return whether a value is an object whose `auto`, if present, is a boolean."""
    return isinstance(value, dict) and isinstance(cast("Document", value).get("auto", False), bool)


def reset_health(_call: Call, document: Document) -> None:
    """Forget earlier failures of an enabled webhook."""
    if not document["disabled"]:
        document |= HEALTHY


def remove_executions(call: Call, document: Document) -> None:
    """Delete the executions of a deleted webhook."""
    call.store.delete_all(Scope(EXECUTION, call.api_key, parent=document["uid"]))


def show(call: Call, document: Document) -> Document:
    """Return a webhook with the uids of its organization and stack, and with masked secrets."""
    destinations = [mask_destination(destination) for destination in document["destinations"]]
    system: Document = {
        "org_uid": call.stack["org_uid"],
        "applikation_id": call.stack["uid"],
        "app_user_object_uid": "system",
        "__v": 0,
    }
    return omit(document, "failures") | system | {"destinations": destinations}


def mask_destination(destination: Document) -> Document:
    """Return a destination with masked secrets."""
    return destination | {name: MASK for name in SECRETS if destination.get(name)}


WEBHOOKS = Resource(
    kind=WEBHOOK,
    key="webhook",
    plural="webhooks",
    noun="Webhook",
    address="webhook_uid",
    system=MINIMAL_FIELDS,
    defaults={
        "branches": [MAIN_BRANCH],
        "notifiers": [],
        "retry_policy": "manual",
        "disabled": False,
        "concise_payload": False,
        "unhealthy": {"state": False},
    },
    prepare=prepare,
    fixed=("unhealthy", "failures"),
    unique=("name",),
    rules=(
        require("name", "destinations", "channels"),
        require_texts("channels"),
        limit_items("channels", MAX_CHANNELS),
        require_texts("branches"),
        require_one_of("retry_policy", ("manual", "automatic")),
        require_type("name", str),
        require_valid("destinations", are_destinations),
        require_texts("notifiers"),
        require_valid("retry", is_retry),
        require_type("disabled", bool),
        require_type("concise_payload", bool),
    ),
    before_write=reset_health,
    after_delete=remove_executions,
    show=show,
    missing=report_missing("Webhook"),
    notices={
        "created": "The webhook was created successfully",
        "updated": "The Webhook was updated successfully",
        "deleted": "The Webhook was deleted successfully",
        "imported": "The Webhook was imported successfully",
    },
)
WEBHOOKS.register_all_but("list", "delete")
add_import_reader("import_webhook", WEBHOOK)
add_import_reader("import_webhook_into", WEBHOOK)


@operation("list_webhooks")
def list_webhooks(call: Call) -> ApiResponse:
    """List the webhooks."""
    return with_destination(WEBHOOKS.list_page(call))


@operation("delete_webhook")
def delete_webhook(call: Call) -> ApiResponse:
    """Delete a webhook."""
    return with_destination(WEBHOOKS.delete(call))


@operation("export_webhook")
def export_webhook(call: Call) -> ApiResponse:
    """Return a webhook without an envelope."""
    return ApiResponse(WEBHOOKS.render(call, WEBHOOKS.find(call)))


@operation("import_webhook")
def import_webhook(call: Call) -> ApiResponse:
    """Create a webhook from a file."""
    return build_import_response(call, WEBHOOKS.add(call, WEBHOOKS.read_sent(call)), 201)


@operation("import_webhook_into")
def import_webhook_into(call: Call) -> ApiResponse:
    """Update a webhook from a file."""
    return build_import_response(call, WEBHOOKS.change(call, WEBHOOKS.find(call), WEBHOOKS.read_sent(call)))


@download("/.well-known/public-keys.json")
def get_public_keys(_call: Call) -> ApiResponse:
    """Return the key that verifies the signatures of webhooks, at the path of the web application."""
    return ApiResponse({"signing-key": PUBLIC_KEY})


def build_import_response(call: Call, document: Document, status: int = 200) -> ApiResponse:
    """Build the response for an imported webhook."""
    return with_destination(WEBHOOKS.build_response("imported", WEBHOOKS.render(call, document), status))


def with_destination(response: ApiResponse) -> ApiResponse:
    """Return the response with the empty `destination` that some responses about webhooks have."""
    return replace(response, body={**(response.body or {}), "destination": {}})
