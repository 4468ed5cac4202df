"""The audit log: one record of every change in a stack or in an organization."""

from typing import Any, cast

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.changes import Change, change_of, event_of
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import tell
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.store import Key

AUDIT = "audit_log"
ORGANIZATION_LOG = "organization_log"
"""Records of what was done to an organization, which is their `parent`."""

SECRETS = ("password", "token", "secret")
MASK = "***"


def note(call: Call, tag: str, answer: Answer) -> None:
    """Write down what a call changed, in the log of its stack or of its organization, and tell the subscribers."""
    change = change_of(call, tag, answer)
    organization_uid = call.path.get("organization_uid")
    if call.open_stack:
        if call.store.get(Key(STACK, call.api_key)) is None:
            return
        record = record_of(call, change, answer) | {"stack": call.api_key, "_branch": call.branch}
        call.store.put(call.stack_key(AUDIT, record["uid"]), record)
        tell(call, event_of(call, change))
    elif organization_uid:
        record = record_of(call, change, answer) | {"org_uid": organization_uid}
        call.store.put(Key(ORGANIZATION_LOG, record["uid"], parent=organization_uid), record)


def record_of(call: Call, change: Change, answer: Answer) -> Document:
    """Make the record of a change."""
    return {
        "uid": call.state.clock.uid(),
        "created_at": call.now,
        "created_by": call.actor,
        "module": change.module.name,
        "event_type": change.event,
        "request_id": call.request_id,
        "metadata": {"title": change.title, "uid": change.uid} | details_of(call, change),
        "remote_addr": call.remote_address,
        "request": masked(call.body or dict(call.form.fields)),
        "response": masked(answer.body or {}),
    }


def details_of(call: Call, change: Change) -> Document:
    """Return what the log says of some things only: version and description, of entries type and locale, a scope."""
    document = change.document
    details = {"version": document.get("_version")}
    if change.module.name == "entry":
        details |= {"content_type": call.path.get("content_type_uid"), "locale": document.get("locale")}
    else:
        details |= {name: document.get(name) for name in ("description", "scope")}
    return {name: value for name, value in details.items() if value is not None}


def masked(value: Any) -> Any:
    """Answer a JSON value in which the texts under the names of secrets are replaced by stars."""
    if isinstance(value, list):
        return [masked(item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("Document", value)
    return {name: MASK if _is_secret(name, item) else masked(item) for name, item in fields.items()}


def _is_secret(name: str, value: Any) -> bool:
    return isinstance(value, str) and bool(value) and any(word in name for word in SECRETS)
