"""May this be done? Decided from the rules of roles, and from the scope of a token, without any store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.auth.requirements import Need
from contentstack_cma_emulator.engine.documents import Document

ALL = "$all"

PLURALS: Mapping[str, str] = {
    "entry": "entries",
    "taxonomy": "taxonomies",
    "branch": "branches",
    "branch_alias": "branch_aliases",
}
"""Under which key a rule lists its things, where that is not the module with an `s`."""

BRANCHES = ("branch", "branch_alias")


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in a stack: everything, or what the rules of their roles say."""

    everything: bool = False
    rules: tuple[Document, ...] = ()

    def speak_of(self, *modules: str) -> bool:
        """Answer whether a rule is about one of the modules."""
        return any(rule.get("module") in modules for rule in self.rules)


EVERYTHING = Rights(everything=True)


def decide(rights: Rights, needs: Sequence[Need], names: Mapping[str, Collection[str]]) -> bool:
    """Answer whether somebody may do what needs one of `needs`.

    `names` are all names of the thing in question by module, such as the uid and the name of an environment; none
    where it could be any.
    """
    if rights.everything or not needs:
        return True
    found = [(need, names.get(need.module, ())) for need in needs]
    if any(forbidden(rights.rules, need, names) for need, names in found):
        return False
    return any(permitted(rights.rules, need, names) for need, names in found)


def allows(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Answer whether the rules allow something with the thing of these names. An exception among them forbids it."""
    return permitted(rules, need, names) and not forbidden(rules, need, names)


def permitted(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Answer whether a rule permits something with the thing of these names, whatever exceptions there are."""
    return any(rule.get("module") == need.module and permits(rule, need) and is_about(rule, names) for rule in rules)


def forbidden(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Answer whether an exception forbids something with the thing of these names; of any thing, only one about all."""
    exceptions = (rule for rule in rules if rule.get("module") == need.module and rule.get("restrict"))
    return any(is_about(rule, names or (ALL,)) and not permits(rule, need) for rule in exceptions)


def is_about(rule: Document, names: Collection[str]) -> bool:
    """Answer whether a rule is about the thing of these names; a rule that lists nothing is about all of its kind."""
    things = listed(rule)
    if things is None or not names:
        return things is None or bool(things)
    return any(name in (ALL, *names) for name in things)


def listed(rule: Document) -> list[str] | None:
    """Answer the names of the things that a rule lists; None if it does not list any kind of thing."""
    module = str(rule.get("module"))
    found: Any = rule.get(PLURALS.get(module, f"{module}s"))
    return cast("list[str] | None", found)


def permits(rule: Document, need: Need) -> bool:
    """Answer whether a rule permits what is needed, with its things or with what is in them."""
    rights = _part(_part(rule, "acl"), "sub_acl") if need.inside else _part(rule, "acl")
    return bool(rights.get(need.action) or (need.action != "read" and rights.get("write")))


def may_use_branch(rights: Rights, names: Collection[str]) -> bool:
    """Answer whether a branch, by its uid and the alias it was called by, is open; all are where no rule names any."""
    if rights.everything or not rights.speak_of(*BRANCHES):
        return True
    return any(allows(rights.rules, Need(module, "read"), names) for module in BRANCHES)


def may_use_locale(rights: Rights, names: Collection[str]) -> bool:
    """Answer whether content in a locale, by its uid and code, is open; all are where no rule names any."""
    if rights.everything or not rights.speak_of("locale"):
        return True
    return allows(rights.rules, Need("locale", "read"), names)


def may_use_environment(rights: Rights, names: Collection[str]) -> bool:
    """Answer whether something may be published to an environment, by its uid and name."""
    return rights.everything or allows(rights.rules, Need("environment", "read"), names)


def forbidden_fields(rights: Rights, content_type_uid: str, sent: Collection[str]) -> list[str]:
    """Answer which of the fields that were sent somebody may not write."""
    rules = [rule for rule in rights.rules if rule.get("module") == "field"]
    about = [rule for rule in rules if rule.get("content_type") in (content_type_uid, ALL)]
    closed = {
        field for rule in about if not permits(rule, Need("field", "update")) for field in rule.get("fields") or ()
    }
    return sorted(closed & set(sent))


def token_allows(scope: Sequence[Document], needs: Sequence[Need]) -> bool:
    """Answer whether the scope of a management token allows it: what it says of the module, or of all content."""
    if not needs:
        return True
    modules = {ALL, *(need.module for need in needs)}
    named = [item for item in scope if item.get("module") in modules]
    items = named or [item for item in scope if item.get("module") not in BRANCHES]
    return any(permits(item, Need(need.module, need.action)) for item in items for need in needs)


def token_opens_branch(scope: Sequence[Document], names: Collection[str]) -> bool:
    """Answer whether a management token is good in a branch; in all where its scope names none."""
    rules = [item for item in scope if item.get("module") in BRANCHES]
    return not rules or any(is_about(rule, names) for rule in rules)


def _part(document: Document, name: str) -> Document:
    value: Any = document.get(name)
    return cast("Document", value) if isinstance(value, dict) else {}
