"""What a call changed, derived from its operation and response, so that handlers need not report it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, build_channels

EVENTS = {"upload": "create", "import": "create", "set": "update", "reset": "update", "name": "update"}
"""Event by the first word of the operation id, if that word is not the event itself."""


@dataclass(frozen=True, slots=True)
class Module:
    """The name of a tag in the log and in channels. `uids` are the path parameters used in channels."""

    name: str
    words: tuple[str, ...] = ()
    uids: tuple[str, ...] = ()


MODULES: Mapping[str, Module] = {
    "Content types": Module("content_type", ("content_types",)),
    "Global fields": Module("global_field", ("global_fields",)),
    "Entries": Module("entry", ("content_types", "entries"), ("content_type_uid",)),
    "Entry variants": Module("entry_variant", ("content_types", "entries", "variants"), ("content_type_uid",)),
    "Assets": Module("asset", ("assets",)),
    "Languages": Module("locale", ("locales",)),
    "Taxonomy": Module("taxonomy", ("taxonomies",)),
    "Terms": Module("term", ("taxonomies", "terms"), ("taxonomy_uid",)),
}
"""By tag, if name and channels do not follow from the tag."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change. `document` is the document now, or as it was before it was deleted."""

    module: Module
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
    verb = call.operation.split("_", maxsplit=1)[0]
    return Change(find_module(tag), EVENTS.get(verb, verb), find_changed_document(call, response))


def find_module(tag: str) -> Module:
    """Return the module of a tag: that of `Release items` is `release_item`."""
    words = tag.lower().replace(" ", "_")
    return MODULES.get(tag) or Module(to_singular(words), (words,))


def to_singular(word: str) -> str:
    """Return the singular of a word in a tag."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("es") if word.endswith(("ches", "aliases")) else word.removesuffix("s")


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
    uids = [call.path[name] for name in change.module.uids if name in call.path]
    channels = build_channels(change.module.words, [*uids, *([change.uid] if change.uid else [])], change.event)
    return Event(channels, change.module.name, change.event, build_event_data(call, change))


def build_event_data(call: Call, change: Change) -> Document:
    """Build the data of an event: the document, its branch, and the content type of an entry."""
    data: Document = {change.module.name: change.document}
    if change.module.name == "entry" and "content_type_uid" in call.path:
        data["content_type"] = {"uid": call.path["content_type_uid"]}
    return data | {"branch": {"uid": call.branch}}
