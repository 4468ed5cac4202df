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
    verb = call.operation.split("_", maxsplit=1)[0]
    document = find_changed_document(call, response)
    names = [str(document[name]) for name in ("title", "name", "code", "uid") if document.get(name)]
    uid = str(document.get("uid") or document.get("code") or "")
    return Change(
        document,
        names[0] if names else "",
        uid,
        build_event(call, find_module(tag), EVENTS.get(verb, verb), document, uid),
    )


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


def build_event(call: Call, module: Module, event: str, document: Document, uid: str) -> Event:
    """Build the event of a change, with the document, its branch, and the content type of an entry."""
    uids = [call.path[name] for name in module.uids if name in call.path]
    data: Document = {module.name: document}
    if module.name == "entry" and "content_type_uid" in call.path:
        data["content_type"] = {"uid": call.path["content_type_uid"]}
    channels = build_channels(module.words, [*uids, *([uid] if uid else [])], event)
    return Event(channels, module.name, event, data | {"branch": {"uid": call.branch}})
