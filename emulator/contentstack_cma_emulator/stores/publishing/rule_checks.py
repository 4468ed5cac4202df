"""What must be true before an entry is published or unpublished: the publish rules of the stack."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import PUBLISH_REQUEST, PUBLISH_RULE
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.rules.workflow_access import ALL, texts
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.schema_store import find_content_type
from contentstack_cma_emulator.stores.workflow_stages import actor_of

Condition = Literal["stage", "approval"]

CONDITIONS: tuple[Condition, ...] = ("stage", "approval")

PENDING, APPROVED, REJECTED = 0, 1, -1
"""What became of a request for an approval."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """An entry that is to be published or unpublished in some locales and environments (their uids)."""

    content_type_uid: str
    entry_uid: str
    action: Action
    environments: Collection[str]
    locales: Collection[str]


def check(call: Call, wanted: Publishing, conditions: Collection[Condition] = CONDITIONS) -> None:
    """Refuse (422/141) what the publish rules of the stack do not allow, looking at some of their conditions.

    Raises `CmaError` too (422) if there is no such content type.
    """
    unmet = unmet_conditions(call, wanted, conditions)
    if unmet:
        message = "The entry does not satisfy the publish rules of the stack."
        raise errors.invalid(141, message, {"publishing_rules": unmet})


def unmet_conditions(call: Call, wanted: Publishing, conditions: Collection[Condition] = CONDITIONS) -> list[str]:
    """Answer what keeps an entry from being published, each thing once; nothing where all is well."""
    rules = call.store.find(call.stack_scope(PUBLISH_RULE))
    if not rules:
        return []
    store = EntryStore.holding(call, find_content_type(call, wanted.content_type_uid))
    found: dict[str, None] = {}
    for locale in wanted.locales:
        entry = store.find(wanted.entry_uid, locale)
        for rule in rules_for(call, rules, wanted, locale) if entry else ():
            found |= dict.fromkeys(_unmet(store, entry or {}, rule, wanted.action, conditions))
    return list(found)


def rules_for(call: Call, rules: Collection[Document], wanted: Publishing, locale: str) -> Iterator[Document]:
    """Answer the rules that hold for a publishing in one locale."""
    for rule in rules:
        places = {"content_types": wanted.content_type_uid, "locales": locale, "branches": call.branch}
        here = all(holds_for(rule, name, value) for name, value in places.items())
        if here and rule["environment"] in wanted.environments and wanted.action in actions_of(rule):
            yield rule


def holds_for(rule: Document, name: str, value: str) -> bool:
    """Answer whether a rule lists a value under a name, or all of them."""
    return bool({value, ALL} & set(texts(rule[name])))


def actions_of(rule: Document) -> tuple[Action, ...]:
    """Answer what a rule is for; without any it is for both."""
    both: tuple[Action, ...] = ("publish", "unpublish")
    return tuple(action for action in both if action in rule["actions"]) or both


def needs_approval(rule: Document) -> bool:
    """Answer whether somebody must approve."""
    return bool(rule["approvers"]["users"] or rule["approvers"]["roles"])


def may_approve(call: Call, rule: Document, entry: Document) -> bool:
    """Answer whether whoever calls may approve that an entry is published, and so publish it.

    A rule can keep the one who changed the entry last from it.
    """
    actor, approvers = actor_of(call), rule["approvers"]
    named = actor.uid in approvers["users"] or bool(actor.roles & set(approvers["roles"]))
    is_own = rule["disable_approver_publishing"] and entry["updated_by"] == call.actor
    return named and not is_own


def read_request(store: EntryStore, entry: Document, rule: Document, action: Action) -> Document | None:
    """Answer the latest request to publish this version of an entry under a rule, or None."""
    found = store.call.store.get(_key(store, entry, rule, action))
    return found if found and found["version"] == entry["_version"] else None


def write_request(store: EntryStore, entry: Document, rule: Document, action: Action, status: int) -> None:
    """Keep what became of the request to publish this version of an entry under a rule."""
    request: Document = {"entry": entry["uid"], "version": entry["_version"], "status": status}
    store.call.store.put(_key(store, entry, rule, action), request | store.call.change())


def _unmet(
    store: EntryStore, entry: Document, rule: Document, action: Action, conditions: Collection[Condition]
) -> Iterator[str]:
    stage: Any = rule.get("workflow_stage")
    current: Document = entry.get("_workflow") or {}
    if "stage" in conditions and stage and current.get("uid") != stage:
        yield "needs another workflow stage."
    if "approval" in conditions and needs_approval(rule) and not may_approve(store.call, rule, entry):
        request = read_request(store, entry, rule, action)
        if request is None or request["status"] != APPROVED:
            yield "needs an approval."


def _key(store: EntryStore, entry: Document, rule: Document, action: Action) -> Key:
    uid = f"{entry['uid']}.{rule['uid']}.{action}"
    return store.call.branch_key(PUBLISH_REQUEST, uid, parent=store.uid, locale=entry["locale"])
