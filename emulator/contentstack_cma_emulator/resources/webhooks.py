"""Webhooks: whom to call when something happens. All branches share them; each names those it watches."""

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.declared import Refused, Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import few, one_of, required, texts, value_rule
from contentstack_cma_emulator.engine.kinds import EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.registry import download, operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.system_fields import NONE
from contentstack_cma_emulator.resources.import_files import read_file
from contentstack_cma_emulator.webhooks.signing import PUBLIC_KEY

MASK = "********"
MAX_CHANNELS = 200
SECRETS = ("http_basic_password", "client_secret", "bearer_token")

HEALTHY: Document = {"unhealthy": {"state": False}, "failures": 0}


def prepare(call: Call, sent: Document) -> Document:
    """Answer a webhook as it is kept: notifiers as a list, and secrets that came back masked as they were."""
    kept = dict(sent)
    if isinstance(kept.get("notifiers"), str):
        kept["notifiers"] = [address.strip() for address in kept["notifiers"].split(",") if address.strip()]
    if isinstance(kept.get("destinations"), list):
        before = stored_destinations(call)
        sent_ones: list[Any] = kept["destinations"]
        kept["destinations"] = [unmasked(one, before[index:] + before) for index, one in enumerate(sent_ones)]
    return kept


def stored_destinations(call: Call) -> list[Document]:
    """Answer the destinations of the webhook in the path, none if there is no such webhook."""
    stored = call.store.get(call.stack_key(WEBHOOK, call.path.get("webhook_uid", "")))
    found: list[Document] = stored["destinations"] if stored else []
    return found


def unmasked(destination: Any, before: list[Document]) -> Any:
    """Answer a destination with the secrets of the first of those before that has its URL, where it has stars."""
    if not isinstance(destination, dict):
        return destination
    sent = cast("Document", destination)
    nothing: Document = {}
    known = next((other for other in before if other["target_url"] == sent.get("target_url")), nothing)
    return sent | {name: known.get(name) for name in SECRETS if sent.get(name) == MASK}


def are_destinations(values: Any) -> bool:
    """Answer whether these are destinations, each with a URL, whose headers can be sent."""
    items = objects(values)
    return items is not None and all(is_destination(item) for item in items)


def is_destination(item: Document) -> bool:
    """Answer whether this is a destination: its fields come from a file too, which nothing has checked before."""
    headers = objects(item.get("custom_header") or [])
    if headers is None:
        return False
    parts = [item.get(name) for name in ("http_basic_auth", "request_query_parameters", *SECRETS)]
    parts += [header.get(name) for header in headers for name in ("header_name", "value")]
    return is_http_url(item.get("target_url")) and all(part is None or isinstance(part, str) for part in parts)


def is_http_url(value: Any) -> bool:
    """Return whether a value is an address that a webhook can call."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:  # Brackets that enclose no IPv6 address.
        return False
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def objects(values: Any) -> list[Document] | None:
    """Answer a list of objects as it is, and None for anything else."""
    items = cast("list[object]", values) if isinstance(values, list) else [None]
    return [cast("Document", item) for item in items] if all(isinstance(item, dict) for item in items) else None


def is_flag(value: Any) -> bool:
    """Answer whether this is true or false."""
    return isinstance(value, bool)


def is_retry(value: Any) -> bool:
    """Return whether this says if the server retries: an object whose `auto` is true or false."""
    return isinstance(value, dict) and is_flag(cast("Document", value).get("auto", False))


def take_for_healthy(_call: Call, document: Document) -> None:
    """Forget earlier failures of a webhook that is switched on."""
    if not document["disabled"]:
        document |= HEALTHY


def forget_executions(call: Call, document: Document) -> None:
    """Remove the executions of a webhook that is gone."""
    call.store.delete_all(Scope(EXECUTION, call.api_key, parent=document["uid"]))


def show(call: Call, document: Document) -> Document:
    """Answer a webhook with the stack it belongs to, and without its secrets."""
    destinations = [masked(destination) for destination in document["destinations"]]
    system: Document = {
        "org_uid": call.stack["org_uid"],
        "applikation_id": call.stack["uid"],
        "app_user_object_uid": "system",
        "__v": 0,
    }
    return (
        {name: value for name, value in document.items() if name != "failures"}
        | system
        | {"destinations": destinations}
    )


def masked(destination: Document) -> Document:
    """Answer a destination with stars for its secrets."""
    return destination | {name: MASK for name in SECRETS if destination.get(name)}


WEBHOOKS = Resource(
    kind=WEBHOOK,
    key="webhook",
    plural="webhooks",
    noun="Webhook",
    address="webhook_uid",
    system=NONE,
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
    duplicate=Refused(),
    rules=(
        required("name", "destinations", "channels"),
        texts("channels"),
        few("channels", MAX_CHANNELS),
        texts("branches"),
        one_of("retry_policy", ("manual", "automatic")),
        value_rule("name", lambda value: isinstance(value, str)),
        value_rule("destinations", are_destinations),
        texts("notifiers"),
        value_rule("retry", is_retry),
        value_rule("disabled", is_flag),
        value_rule("concise_payload", is_flag),
    ),
    before_write=take_for_healthy,
    deleted=forget_executions,
    show=show,
    missing=missing_as("Webhook"),
    notices={
        "created": "The webhook was created successfully",
        "updated": "The Webhook was updated successfully",
        "deleted": "The Webhook was deleted successfully",
        "imported": "The Webhook was imported successfully",
    },
)
WEBHOOKS.register_all_but("list", "delete")


@operation("list_webhooks")
def list_webhooks(call: Call) -> Answer:
    """Answer a page of the webhooks."""
    return with_destination(WEBHOOKS.page(call))


@operation("delete_webhook")
def delete_webhook(call: Call) -> Answer:
    """Remove a webhook."""
    return with_destination(WEBHOOKS.delete(call))


@operation("export_webhook")
def export_webhook(call: Call) -> Answer:
    """Answer a webhook bare."""
    return Answer(WEBHOOKS.shown(call, WEBHOOKS.find(call)))


@operation("import_webhook")
def import_webhook(call: Call) -> Answer:
    """Store a webhook from a file."""
    return imported(call, WEBHOOKS.add(call, read_file(call, WEBHOOK)), 201)


@operation("import_webhook_into")
def import_webhook_into(call: Call) -> Answer:
    """Write a webhook from a file over one that is there."""
    return imported(call, WEBHOOKS.change(call, WEBHOOKS.find(call), read_file(call, WEBHOOK)), 200)


@download("/.well-known/public-keys.json")
def public_keys(_call: Call) -> Answer:
    """Answer the key that the signatures of webhooks are checked with, where the web application has its own."""
    return Answer({"signing-key": PUBLIC_KEY})


def imported(call: Call, document: Document, status: int) -> Answer:
    """Answer that a webhook was imported."""
    return with_destination(WEBHOOKS.answer("imported", WEBHOOKS.shown(call, document), status))


def with_destination(answer: Answer) -> Answer:
    """Answer the same with the empty `destination` that some answers about webhooks have."""
    return replace(answer, body={**(answer.body or {}), "destination": {}})
