"""What a call changed, worked out from its operation and its answer, so that no handler has to tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, channels_of

EVENTS = {"upload": "create", "import": "create", "set": "update", "reset": "update", "name": "update"}
"""What happened, by the first word of the operation id, where that word says it in another way."""


@dataclass(frozen=True, slots=True)
class Module:
    """What the log and the channels call the things of one tag. `uids` are the path parameters in the channels."""

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
"""By tag, where name and channels do not follow from the tag."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change: the `document` is the thing as it is now, or as it was before it was deleted."""

    module: Module
    event: str
    document: Document

    @property
    def title(self) -> str:
        """What people call the thing."""
        named = (self.document.get(name) for name in ("title", "name", "code", "uid"))
        return next((str(name) for name in named if name), "")

    @property
    def uid(self) -> str:
        """What the API calls the thing."""
        return str(self.document.get("uid") or self.document.get("code") or "")


def change_of(call: Call, tag: str, answer: Answer) -> Change:
    """Answer what a call changed that was answered with success."""
    verb = call.operation.split("_", maxsplit=1)[0]
    return Change(module_of(tag), EVENTS.get(verb, verb), changed_document(call, answer))


def module_of(tag: str) -> Module:
    """Answer the module of a tag: `Release items` is `release_item`."""
    words = tag.lower().replace(" ", "_")
    return MODULES.get(tag) or Module(singular(words), (words,))


def singular(word: str) -> str:
    """Answer the singular of the words that tags are made of."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("es") if word.endswith(("ches", "aliases")) else word.removesuffix("s")


def changed_document(call: Call, answer: Answer) -> Document:
    """Answer what the handler said the call is about, else the thing in the answer, else its uid in the path."""
    if call.about:
        return call.about
    body = answer.body or {}
    if "uid" in body:
        return body
    wrapped: list[Any] = [value for value in body.values() if isinstance(value, dict)]
    if wrapped:
        return cast("Document", wrapped[0])
    uids = list(call.path.values())
    return {"uid": uids[-1]} if uids else {}


def event_of(call: Call, change: Change) -> Event:
    """Answer the event that a change is."""
    uids = [call.path[name] for name in change.module.uids if name in call.path]
    channels = channels_of(change.module.words, [*uids, *([change.uid] if change.uid else [])], change.event)
    return Event(channels, change.module.name, change.event, event_data(call, change))


def event_data(call: Call, change: Change) -> Document:
    """Answer what an event tells of a change: the thing, its branch, and the content type of an entry."""
    data: Document = {change.module.name: change.document}
    if change.module.name == "entry" and "content_type_uid" in call.path:
        data["content_type"] = {"uid": call.path["content_type_uid"]}
    return data | {"branch": {"uid": call.branch}}
