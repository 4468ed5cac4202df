"""The audit log: one record for every change in a stack or an organization."""

from typing import Any, cast

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.changes import Change, find_change
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import notify
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.store import Key

AUDIT = "audit_log"
ORGANIZATION_LOG = "organization_log"
"""Records of changes to an organization. Their `parent` is the organization."""

SECRETS = ("password", "token", "secret")
MASK = "***"


def write_audit_record(call: Call, tag: str, response: ApiResponse) -> None:
    """Record what a call changed in the log of its stack or organization, and notify the subscribers."""
    change = find_change(call, tag, response)
    organization_uid = call.path.get("organization_uid")
    if call.stack:
        if call.store.get(Key(STACK, call.api_key)) is None:
            return
        record = build_record(call, change, response) | {"stack": call.api_key, "_branch": call.branch}
        call.store.put(Key(AUDIT, record["uid"], call.api_key), record)
        notify(call, change.event)
    elif organization_uid:
        record = build_record(call, change, response) | {"org_uid": organization_uid}
        call.store.put(Key(ORGANIZATION_LOG, record["uid"], parent=organization_uid), record)


def build_record(call: Call, change: Change, response: ApiResponse) -> Document:
    """Build the record of a change."""
    return {
        "uid": call.state.clock.make_uid(),
        "created_at": call.now,
        "created_by": call.actor,
        "module": change.event.module,
        "event_type": change.event.event,
        "request_id": call.request_id,
        "metadata": {"title": change.title, "uid": change.uid} | build_details(call, change),
        "remote_addr": call.remote_address,
        "request": mask_secrets(call.body or dict(call.form.fields)),
        "response": mask_secrets(response.body or {}),
    }


def build_details(call: Call, change: Change) -> Document:
    """Return the details that only some records have: version, description, scope, content type and locale."""
    document = change.document
    details = {"version": document.get("_version")}
    if change.event.module == "entry":
        details |= {"content_type": call.path.get("content_type_uid"), "locale": document.get("locale")}
    else:
        details |= {name: document.get(name) for name in ("description", "scope")}
    return {name: value for name, value in details.items() if value is not None}


def mask_secrets(value: Any) -> Any:
    """Return a JSON value with the strings of secret fields replaced by `***`."""
    if isinstance(value, list):
        return [mask_secrets(item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("Document", value)
    return {name: MASK if _is_secret(name, item) else mask_secrets(item) for name, item in fields.items()}


def _is_secret(name: str, value: Any) -> bool:
    return isinstance(value, str) and bool(value) and any(word in name for word in SECRETS)
