"""Check publish rules: the conditions for publishing or unpublishing an entry."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import ALL, Document, read_texts
from contentstack_cma_emulator.engine.kinds import PUBLISH_REQUEST, PUBLISH_RULE
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.workflow_stages import identify_actor

Condition = Literal["stage", "approval"]

CONDITIONS: tuple[Condition, ...] = ("stage", "approval")

PENDING, APPROVED, REJECTED = 0, 1, -1
"""Statuses of a request for an approval."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """Publishing or unpublishing an entry in locales and environments (their uids)."""

    content_type_uid: str
    entry_uid: str
    action: Action
    environments: Collection[str]
    locales: Collection[str]


def has_rules(call: Call) -> bool:
    """Return whether the stack has publish rules."""
    return call.store.count(Scope(PUBLISH_RULE, call.api_key, "")) > 0


def check_publish_rules(call: Call, publishing: Publishing, conditions: Collection[Condition] = CONDITIONS) -> None:
    """Raise `CmaError` (422/141) if a publishing does not meet some conditions of the publish rules.

    Raises `CmaError` (422) too if the content type does not exist.
    """
    unmet = find_unmet_conditions(call, publishing, conditions)
    if unmet:
        message = "The entry does not satisfy the publish rules of the stack."
        raise errors.invalid(141, message, {"publishing_rules": unmet})


def find_unmet_conditions(
    call: Call, publishing: Publishing, conditions: Collection[Condition] = CONDITIONS
) -> list[str]:
    """Return the messages of unmet conditions, each once."""
    rules = call.store.find(Scope(PUBLISH_RULE, call.api_key, ""))
    if not rules:
        return []
    store = EntryStore.require_store(call, publishing.content_type_uid)
    found: dict[str, None] = {}
    for locale in publishing.locales:
        entry = store.find(publishing.entry_uid, locale)
        for rule in find_rules(call, rules, publishing, locale) if entry else ():
            found |= dict.fromkeys(_find_unmet(store, entry or {}, rule, publishing.action, conditions))
    return list(found)


def find_rules(call: Call, rules: Collection[Document], publishing: Publishing, locale: str) -> Iterator[Document]:
    """Return the rules that apply to a publishing in a locale."""
    for rule in rules:
        places = {"content_types": publishing.content_type_uid, "locales": locale, "branches": call.branch}
        here = all(holds_for(rule, name, value) for name, value in places.items())
        if here and rule["environment"] in publishing.environments and publishing.action in list_actions(rule):
            yield rule


def holds_for(rule: Document, name: str, value: str) -> bool:
    """Return whether a rule lists a value under a name, or all values."""
    return bool({value, ALL} & set(read_texts(rule[name])))


def list_actions(rule: Document) -> tuple[Action, ...]:
    """Return the actions that a rule covers. Default: both."""
    both: tuple[Action, ...] = ("publish", "unpublish")
    return tuple(action for action in both if action in rule["actions"]) or both


def needs_approval(rule: Document) -> bool:
    """Return whether a rule needs an approval."""
    return bool(rule["approvers"]["users"] or rule["approvers"]["roles"])


def may_approve(call: Call, rule: Document, entry: Document) -> bool:
    """Return whether the caller may approve publishing an entry, and so publish it.

    A rule can forbid that to the user who changed the entry last.
    """
    actor, approvers = identify_actor(call), rule["approvers"]
    named = actor.uid in approvers["users"] or bool(actor.roles & set(approvers["roles"]))
    is_own = rule["disable_approver_publishing"] and entry["updated_by"] == call.actor
    return named and not is_own


def read_request(store: EntryStore, entry: Document, rule: Document, action: Action) -> Document | None:
    """Return the latest request to publish this version of an entry under a rule, or None."""
    found = store.call.store.get(_build_key(store, entry, rule, action))
    return found if found and found["version"] == entry["_version"] else None


def write_request(store: EntryStore, entry: Document, rule: Document, action: Action, status: int) -> None:
    """Store the status of the request to publish this version of an entry under a rule."""
    request: Document = {"entry": entry["uid"], "version": entry["_version"], "status": status}
    store.call.store.put(_build_key(store, entry, rule, action), request | store.call.build_update_fields())


def _find_unmet(
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


def _build_key(store: EntryStore, entry: Document, rule: Document, action: Action) -> Key:
    uid = f"{entry['uid']}.{rule['uid']}.{action}"
    return Key(PUBLISH_REQUEST, uid, store.call.api_key, store.call.branch, parent=store.uid, locale=entry["locale"])
