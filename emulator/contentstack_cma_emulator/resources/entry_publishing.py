"""Publishing and unpublishing of entries and their variants."""

from collections.abc import Collection
from dataclasses import replace

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import read_texts
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.registry import allow_any_key, operation
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.resources import publish_calls
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores import entry_reading
from contentstack_cma_emulator.stores.entry_store import EntryStore, check_locale
from contentstack_cma_emulator.stores.publishing import rule_checks, variant_plan
from contentstack_cma_emulator.stores.publishing.publishables import Publishable, choose_localization

allow_any_key("publish_entry", "unpublish_entry")


@operation("publish_entry", "unpublish_entry")
def queue_publishing(call: Call) -> ApiResponse:
    """Publish or unpublish an entry in some locales.

    `version` belongs to the source locale. Another locale publishes the latest version of its own localization, if it
    has one. If the entry is not localized in the source locale, each locale publishes what it reads. If the body names
    variants, they are published, and the entry in its latest version as `variant_rules` say.
    """
    store, uid, action = EntryStore.from_call(call), call.path["entry_uid"], publish_calls.read_action(call)
    localizations = store.require_localizations(uid)
    call.set_changed_document(entry_reading.show_plain(store, next(iter(localizations.values()))))
    source = choose_source_locale(call, localizations)
    plan = variant_plan.read_variant_plan(call, action, call.body["entry"])
    version = 0 if plan.variants else call.body.get("version") or 0

    def find_publishables(locale: str) -> list[Publishable]:
        named = Publishable(store.uid, uid, source if source in localizations else locale, version)
        chosen = choose_localization(named, locale, localizations)
        found = store.read(localizations, chosen.locale, chosen.version)
        if action == "publish" and found is None:
            raise errors.object_not_found()
        if found:
            chosen = replace(chosen, version=int(found["_version"]), document=found)
        return plan.list_publishables(chosen, locale, source)

    if rule_checks.has_rules(call):
        rule_checks.check_publish_rules(call, read_publishing(call, action))
    job = publish_calls.enqueue(call, TAGS["Entries"], find_publishables, plan.is_wanted)
    return ApiResponse({"notice": "The requested action has been performed."} | job)


def choose_source_locale(call: Call, localizations: Collection[str]) -> str:
    """Return the locale of the `version` to publish. Raises `CmaError` if it does not exist.

    That is the `locale` of the call. Default: the only locale to publish in, if the entry is localized in it, otherwise
    the master locale.
    """
    source = call.body.get("locale") or call.get_text("locale")
    if not source:
        locales = read_texts(call.body["entry"].get("locales"))
        source = locales[0] if len(locales) == 1 and locales[0] in localizations else call.master_locale
    return check_locale(call, source)


def read_publishing(call: Call, action: Action) -> rule_checks.Publishing:
    """Return what the call publishes and where, for the publish rules. Unknown environments are omitted."""
    target = call.body["entry"]
    environments = [find_environment(call, name) for name in read_texts(target.get("environments"))]
    uids = [environment["uid"] for environment in environments if environment]
    locales = read_texts(target.get("locales"))
    return rule_checks.Publishing(call.path["content_type_uid"], call.path["entry_uid"], action, uids, locales)
