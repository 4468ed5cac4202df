"""Publishing variants of an entry: the entry itself is published with them only if the call says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, as_object
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.publishing.publish_jobs import Localized
from contentstack_cma_emulator.stores.publishing.publishables import (
    Publishable,
    choose_localization,
    find_document,
    list_own_locales,
    read_version,
)
from contentstack_cma_emulator.stores.publishing.records import read_record

LATEST_BASE = "publish_latest_base"
LATEST_BASE_CONDITIONALLY = "publish_latest_base_conditionally"


@dataclass(frozen=True, slots=True)
class VariantPlan:
    """Which `variants` of an entry to publish, in which versions, and under which `rules` the entry with them."""

    call: Call
    action: Action
    variants: Sequence[tuple[str, int]]
    rules: Document

    def list_publishables(self, base: Publishable, locale: str, source: str) -> list[Publishable]:
        """Return what to publish in a locale: the variants, and the entry if the rules say so.

        Variants that the entry does not have, or not in this version, are omitted.

        Args:
            base: The entry as it is published in the locale.
            locale: The locale.
            source: The locale whose localizations the versions belong to. A variant that has a localization in
                `locale` is published in the latest version of that.
        """
        found = [self._choose_variant(base, locale, source, named) for named in self.variants]
        with_base = self.action == "publish" and any(map(self.rules.get, (LATEST_BASE, LATEST_BASE_CONDITIONALLY)))
        existing = [variant for variant in found if find_document(self.call, variant)]
        return [*existing, base] if with_base or not self.variants else existing

    def _choose_variant(self, base: Publishable, locale: str, source: str, named: tuple[str, int]) -> Publishable:
        uid, version = named
        variant = replace(base, locale=source, version=version, variant=uid, document=None)
        return replace(choose_localization(variant, locale, list_own_locales(self.call, variant)), locale=locale)

    def is_wanted(self, localized: Localized, environment: str) -> bool:
        """Return whether to publish it to an environment. The rules may skip an entry that is published there."""
        publishable, locale = localized
        is_base = bool(self.variants) and not publishable.variant and not publishable.depth
        if not is_base or self.rules.get(LATEST_BASE):
            return True
        details = read_record(self.call, *publishable.record)["details"]
        return (environment, locale) not in {(detail["environment"], detail["locale"]) for detail in details}


def read_variant_plan(call: Call, action: Action, target: Document) -> VariantPlan:
    """Read what the body of a call says about an entry and its variants."""
    sent: Any = target.get("variants")
    named = [cast("Document", item) for item in cast("list[object]", sent) if isinstance(item, dict)] if sent else []
    variants = [(str(item.get("uid")), read_version(item.get("version")) or 0) for item in named]
    rules: Any = target.get("variant_rules")
    return VariantPlan(call, action, variants, as_object(rules))
