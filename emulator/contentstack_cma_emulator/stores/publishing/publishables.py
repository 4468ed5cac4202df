"""Entries and assets alike, for publishing, releases and bulk calls."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.mentions import find_mentions
from contentstack_cma_emulator.stores.asset_store import find_asset
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.variant_store import VariantStore

MAX_DEPTH = 5
"""How many references nested publishing follows."""


@dataclass(frozen=True, slots=True)
class Publishable:
    """An entry as read in a locale, or an asset.

    Attributes:
        parent: The uid of the content type, or `sys_assets`.
        uid: The uid of the entry or asset.
        locale: The locale.
        version: The version. Default: 0, the latest.
        depth: How many references lead to it from what the call names.
        variant: The uid of an entry variant, which has its own versions; then this is what it changes in the entry.
        document: The document in this version, if it was read already.
    """

    parent: str
    uid: str
    locale: str
    version: int = 0
    depth: int = 0
    variant: str = ""
    document: Document | None = field(default=None, compare=False)

    @property
    def record(self) -> tuple[str, str]:
        """The parent and the uid of its publish record."""
        return (f"{self.parent}/{self.uid}", self.variant) if self.variant else (self.parent, self.uid)

    @property
    def noun(self) -> str:
        """The word for it in messages."""
        return "asset" if self.parent == ASSETS else "entry"

    @property
    def channel(self) -> tuple[Sequence[str], Sequence[str]]:
        """The words and the uids of its channels."""
        if self.parent == ASSETS:
            return TAGS["Assets"].channel.split("."), (self.uid,)
        return TAGS["Entries"].channel.split("."), (self.parent, self.uid)


def read_version(value: Any) -> int | None:
    """Return a version that was sent as a number or as text, 0 if none was sent, or None if it is invalid."""
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not re.fullmatch(r"[1-9]\d{0,8}", str(value)):
        return None
    return int(value)


def find_document(call: Call, publishable: Publishable) -> Document | None:
    """Return the document of an entry, an asset or an entry variant in its version, or None."""
    return open_document(call, publishable)[1]


def open_document(call: Call, publishable: Publishable) -> tuple[EntryStore | None, Document | None]:
    """Read the document of an entry, an asset or an entry variant, and return it with the store of an entry."""
    if not could_be_uid(publishable.uid):
        return None, None
    if publishable.variant:
        variants = VariantStore(call, publishable.parent, publishable.uid)
        return None, variants.find(publishable.variant, publishable.locale, publishable.version)
    if publishable.parent == ASSETS:
        return None, find_asset(call, publishable.uid, publishable.version)
    store = EntryStore.find_store(call, publishable.parent)
    return store, store.find(publishable.uid, publishable.locale, publishable.version) if store else None


def list_own_locales(call: Call, publishable: Publishable) -> Collection[str]:
    """Return the locales in which an entry, or its variant, has a localization. Empty for an asset."""
    if publishable.variant:
        return VariantStore(call, publishable.parent, publishable.uid).list_locales(publishable.variant)
    store = None if publishable.parent == ASSETS else EntryStore.find_store(call, publishable.parent)
    return store.find_localizations(publishable.uid).keys() if store else ()


def choose_localization(publishable: Publishable, locale: str, own: Collection[str]) -> Publishable:
    """Return what is published in a locale: the latest version of its own localization, or else `publishable`.

    `own` are the locales with a localization, each of which has its own versions.
    """
    has_own = locale != publishable.locale and locale in own
    return replace(publishable, locale=locale, version=0) if has_own else publishable


def with_references(call: Call, publishables: Iterable[Publishable]) -> list[Publishable]:
    """Return publishables and everything that they refer to, each once, the nearest first."""
    found = {publishable.record: publishable for publishable in publishables}
    latest = list(found.values())
    for _ in range(MAX_DEPTH):
        targets = [target for publishable in latest for target in _find_references(call, publishable)]
        new = {target.record: target for target in targets if target.record not in found}
        found |= new
        latest = list(new.values())
    return list(found.values())


def _find_references(call: Call, publishable: Publishable) -> list[Publishable]:
    store, entry = open_document(call, publishable)
    if store is None or entry is None:
        return []
    named = [
        Publishable(m.content_type_uid, m.uid, publishable.locale, 0, publishable.depth + 1)
        for m in find_mentions(store.schema, entry)
    ]
    return [target for target in named if find_document(call, target)]
