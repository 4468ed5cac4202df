"""What a call changed, derived from its operation and response, so that handlers need not report it."""

from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.actions import find_action
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, build_channels
from contentstack_cma_emulator.engine.tags import TAGS, Tag


@dataclass(frozen=True, slots=True)
class Change:
    """A change. `document` is the document now, or as it was before it was deleted."""

    tag: Tag
    event: str
    document: Document

    @property
    def title(self) -> str:
        """The display name of the document."""
        named = (self.document.get(name) for name in ("title", "name", "code", "uid"))
        return next((str(name) for name in named if name), "")

    @property
    def uid(self) -> str:
        """The identifier of the document in the API."""
        return str(self.document.get("uid") or self.document.get("code") or "")


def find_change(call: Call, tag: str, response: ApiResponse) -> Change:
    """Return what a successful call changed."""
    return Change(TAGS[tag], find_action(call.action).event, find_changed_document(call, response))


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


def build_event(call: Call, change: Change) -> Event:
    """Build the event of a change."""
    uids = [uid for uid in (call.path.get(change.tag.parent), change.uid) if uid]
    channels = build_channels(change.tag.channel.split("."), uids, change.event)
    return Event(channels, change.tag.module, change.event, build_event_data(call, change))


def build_event_data(call: Call, change: Change) -> Document:
    """Build the data of an event: the document, its branch, and the content type of an entry."""
    data: Document = {change.tag.module: change.document}
    if change.tag.module == "entry" and "content_type_uid" in call.path:
        data["content_type"] = {"uid": call.path["content_type_uid"]}
    return data | {"branch": {"uid": call.branch}}
