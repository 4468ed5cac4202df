"""Entries and assets alike, as they are published, put into releases and dealt with in bulk."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.mentions import mentions
from contentstack_cma_emulator.stores.asset_store import existing_asset
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import existing_content_type
from contentstack_cma_emulator.stores.variant_store import VariantStore

MAX_DEPTH = 5
"""How many references away from what is published something may be to be published with it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An entry of the content type `parent` as `locale` reads it, or an asset, whose parent is `sys_assets`.

    `version` 0 is the latest. `depth` says how many references lead to it from what somebody named. With the uid
    of a `variant` it is what that changes in the entry, which has versions of its own.
    """

    parent: str
    uid: str
    locale: str
    version: int = 0
    depth: int = 0
    variant: str = ""

    @property
    def record(self) -> tuple[str, str]:
        """The parent and the uid under which it is kept where it is published."""
        return (f"{self.parent}/{self.uid}", self.variant) if self.variant else (self.parent, self.uid)

    @property
    def noun(self) -> str:
        """What messages call it."""
        return "asset" if self.parent == ASSETS else "entry"


def read_version(value: Any) -> int | None:
    """Answer the version that a client wrote as a number or as text; 0 where it wrote none, None for anything else."""
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not re.fullmatch(r"[1-9]\d{0,8}", str(value)):
        return None
    return int(value)


def find_thing(call: Call, thing: Thing) -> Document | None:
    """Answer the document of an entry or asset in its version, or of what a variant changes in an entry, or None."""
    if not could_be_uid(thing.uid):
        return None
    if thing.variant:
        return VariantStore(call, thing.parent, thing.uid).find(thing.variant, thing.locale, thing.version)
    if thing.parent == ASSETS:
        return existing_asset(call, thing.uid, thing.version)
    store = open_store(call, thing.parent)
    return store.find(thing.uid, thing.locale, thing.version) if store else None


def open_store(call: Call, content_type_uid: str) -> EntryStore | None:
    """Open the entries of a content type; None if there is no such type."""
    content_type = existing_content_type(call, content_type_uid)
    return EntryStore.holding(call, content_type) if content_type else None


def own_locales(call: Call, thing: Thing) -> Collection[str]:
    """Return the locales in which an entry, or its variant, has a copy of its own; none of an asset."""
    if thing.variant:
        return VariantStore(call, thing.parent, thing.uid).locales(thing.variant)
    store = None if thing.parent == ASSETS else open_store(call, thing.parent)
    return store.copies(thing.uid).keys() if store else ()


def copy_for(thing: Thing, locale: str, own: Collection[str]) -> Thing:
    """Return what is published of a thing in a locale: the latest of its own copy there, or else the thing itself.

    `own` are the locales in which it has one. Versions of two copies are counted apart.
    """
    has_own = locale != thing.locale and locale in own
    return replace(thing, locale=locale, version=0) if has_own else thing


def with_references(call: Call, things: Iterable[Thing]) -> list[Thing]:
    """Answer the things and all that they refer to, each once, the nearest first."""
    found = {thing.record: thing for thing in things}
    latest = list(found.values())
    for _ in range(MAX_DEPTH):
        targets = [target for thing in latest for target in _referred(call, thing)]
        new = {target.record: target for target in targets if target.record not in found}
        found |= new
        latest = list(new.values())
    return list(found.values())


def _referred(call: Call, thing: Thing) -> list[Thing]:
    store = None if thing.parent == ASSETS else open_store(call, thing.parent)
    entry = find_thing(call, thing)
    if store is None or entry is None:
        return []
    named = [Thing(m.content_type_uid, m.uid, thing.locale, 0, thing.depth + 1) for m in mentions(store.schema, entry)]
    return [target for target in named if find_thing(call, target)]
