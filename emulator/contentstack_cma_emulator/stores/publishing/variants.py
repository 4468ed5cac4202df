"""Publishing an entry with variants: those are published, and the entry only where the call says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing.publish_jobs import Copy
from contentstack_cma_emulator.stores.publishing.publishables import (
    Thing,
    copy_for,
    find_thing,
    own_locales,
    read_version,
)
from contentstack_cma_emulator.stores.publishing.records import read_record

ALWAYS = "publish_latest_base"
CONDITIONALLY = "publish_latest_base_conditionally"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which `variants` of an entry somebody wants published, and under which `rules` the entry goes with them."""

    call: Call
    action: Action
    variants: Sequence[tuple[str, int]]
    rules: Document

    def things(self, base: Thing, locale: str, source: str) -> list[Thing]:
        """Return what is published in a locale: variants in the versions that are named, the entry if it may be.

        Args:
            base: The copy of the entry that is published there.
            locale: The locale.
            source: The locale whose copies the versions are of. A variant with a copy of its own in another locale
                is published there in the latest version of that.

        A variant that changes nothing in the entry, or has no such version, is left out in silence.
        """
        found = [self._variant(base, locale, source, named) for named in self.variants]
        with_base = self.action == "publish" and (self.rules.get(ALWAYS) or self.rules.get(CONDITIONALLY))
        there = [thing for thing in found if find_thing(self.call, thing)]
        return [*there, base] if with_base or not self.variants else there

    def _variant(self, base: Thing, locale: str, source: str, named: tuple[str, int]) -> Thing:
        uid, version = named
        thing = replace(base, locale=source, version=version, variant=uid)
        return replace(copy_for(thing, locale, own_locales(self.call, thing)), locale=locale)

    def wants(self, copy: Copy, environment: str) -> bool:
        """Answer whether a copy is published to an environment: the entry only where it is not yet, if asked so."""
        thing, locale = copy
        is_base = bool(self.variants) and not thing.variant and not thing.depth
        if not is_base or self.rules.get(ALWAYS):
            return True
        details = read_record(self.call, *thing.record)["details"]
        return (environment, locale) not in {(detail["environment"], detail["locale"]) for detail in details}


def read(call: Call, action: Action, target: Document) -> Wish:
    """Read what the body of a call says of an entry and its variants."""
    sent: Any = target.get("variants")
    named = [cast("Document", item) for item in cast("list[object]", sent) if isinstance(item, dict)] if sent else []
    variants = [(str(item.get("uid")), read_version(item.get("version")) or 0) for item in named]
    rules: Any = target.get("variant_rules")
    return Wish(call, action, variants, cast("Document", rules) if isinstance(rules, dict) else {})
