"""What a call changed, derived from its operation and response, so that handlers need not report it."""

from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.actions import ACTIONS
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, build_channels
from contentstack_cma_emulator.engine.tags import TAGS, Tag


@dataclass(frozen=True, slots=True)
class Change:
    """A change.

    Attributes:
        document: The document now, or as it was before it was deleted.
        title: The display name of the document.
        uid: The identifier of the document in the API.
        event: The event for the subscribers.
    """

    document: Document
    title: str
    uid: str
    event: Event


def find_change(call: Call, tag: str, response: ApiResponse) -> Change:
    """Return what a successful call changed."""
    document = find_changed_document(call, response)
    names = [str(document[name]) for name in ("title", "name", "code", "uid") if document.get(name)]
    uid = str(document.get("uid") or document.get("code") or "")
    event = build_event(call, TAGS[tag], ACTIONS[call.action].event, document, uid)
    return Change(document, names[0] if names else "", uid, event)


def find_changed_document(call: Call, response: ApiResponse) -> Document:
    """Return the document set by the handler, else the one in the response, else its uid from the path."""
    if call.changed_document:
        return call.changed_document
    body = response.body or {}
    if "uid" in body:
        return body
    wrapped: list[Any] = [value for value in body.values() if isinstance(value, dict)]
    if wrapped:
        return cast("Document", wrapped[0])
    uids = list(call.path.values())
    return {"uid": uids[-1]} if uids else {}


def build_event(call: Call, tag: Tag, event: str, document: Document, uid: str) -> Event:
    """Build the event of a change, with the document, its branch, and the content type of an entry."""
    uids = [each for each in (call.path.get(tag.parent), uid) if each]
    data: Document = {tag.module: document}
    if tag.module == "entry" and "content_type_uid" in call.path:
        data["content_type"] = {"uid": call.path["content_type_uid"]}
    channels = build_channels(tag.channel.split("."), uids, event)
    return Event(channels, tag.module, event, data | {"branch": {"uid": call.branch}})
