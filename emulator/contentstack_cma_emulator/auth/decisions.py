"""Decides whether an action is allowed, from the rules of roles or the scope of a management token."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.auth.requirements import Need
from contentstack_cma_emulator.engine.documents import ALL, Document, get_object

PLURALS: Mapping[str, str] = {
    "entry": "entries",
    "taxonomy": "taxonomies",
    "branch": "branches",
    "branch_alias": "branch_aliases",
}
"""The key under which a rule lists names, where it is not the module with an `s`."""

BRANCHES = ("branch", "branch_alias")


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a user in a stack: everything, or what the rules of their roles permit."""

    everything: bool = False
    rules: tuple[Document, ...] = ()

    def has_rule_for(self, *modules: str) -> bool:
        """Return whether there is a rule for one of the modules."""
        return any(rule.get("module") in modules for rule in self.rules)


FULL_RIGHTS = Rights(everything=True)


def is_allowed(rights: Rights, needs: Sequence[Need], names: Mapping[str, Collection[str]]) -> bool:
    """Return whether the rights meet one of the needs. Without needs, the action is allowed.

    `names` has all names of the target by module, such as uid and name of an environment. Empty means any target.
    """
    if rights.everything or not needs:
        return True
    found = [(need, names.get(need.module, ())) for need in needs]
    if any(is_forbidden(rights.rules, need, names) for need, names in found):
        return False
    return any(is_permitted(rights.rules, need, names) for need, names in found)


def allows(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Return whether the rules permit an action on the target with these names, and no exception forbids it."""
    return is_permitted(rules, need, names) and not is_forbidden(rules, need, names)


def is_permitted(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Return whether a rule permits an action on the target with these names, regardless of exceptions."""
    return any(rule.get("module") == need.module and permits(rule, need) and is_about(rule, names) for rule in rules)


def is_forbidden(rules: Sequence[Document], need: Need, names: Collection[str]) -> bool:
    """Return whether an exception forbids an action on the target. Without names, only exceptions for all count."""
    exceptions = (rule for rule in rules if rule.get("module") == need.module and rule.get("restrict"))
    return any(is_about(rule, names or (ALL,)) and not permits(rule, need) for rule in exceptions)


def is_about(rule: Document, names: Collection[str]) -> bool:
    """Return whether a rule applies to the target with these names. A rule that lists no names applies to all."""
    listed = read_listed_names(rule)
    if listed is None or not names:
        return listed is None or bool(listed)
    return any(name in (ALL, *names) for name in listed)


def read_listed_names(rule: Document) -> list[str] | None:
    """Return the names that a rule lists, or None if it has no list."""
    module = str(rule.get("module"))
    found: Any = rule.get(PLURALS.get(module, f"{module}s"))
    return cast("list[str] | None", found)


def permits(rule: Document, need: Need) -> bool:
    """Return whether a rule permits the action needed, on the targets themselves or on what they contain."""
    rights = get_object(get_object(rule, "acl"), "sub_acl") if need.inside else get_object(rule, "acl")
    return bool(rights.get(need.right) or (need.right != "read" and rights.get("write")))


def may_use_branch(rights: Rights, names: Collection[str]) -> bool:
    """Return whether a branch, by its uid and the alias in the request, may be used. Without branch rules, all may."""
    if rights.everything or not rights.has_rule_for(*BRANCHES):
        return True
    return any(allows(rights.rules, Need(module, "read"), names) for module in BRANCHES)


def may_use_locale(rights: Rights, names: Collection[str]) -> bool:
    """Return whether content in a locale, by its uid and code, may be used. Without locale rules, all may."""
    if rights.everything or not rights.has_rule_for("locale"):
        return True
    return allows(rights.rules, Need("locale", "read"), names)


def may_use_environment(rights: Rights, names: Collection[str]) -> bool:
    """Return whether publishing to an environment, by its uid and name, is allowed."""
    return rights.everything or allows(rights.rules, Need("environment", "read"), names)


def find_forbidden_fields(rights: Rights, content_type_uid: str, sent: Collection[str]) -> list[str]:
    """Return those of the sent fields that the user may not write."""
    rules = [rule for rule in rights.rules if rule.get("module") == "field"]
    about = [rule for rule in rules if rule.get("content_type") in (content_type_uid, ALL)]
    closed = {
        field for rule in about if not permits(rule, Need("field", "update")) for field in rule.get("fields") or ()
    }
    return sorted(closed & set(sent))


def is_in_scope(scope: Sequence[Document], needs: Sequence[Need]) -> bool:
    """Return whether the scope of a management token meets a need: by its item for the module, or for all content."""
    if not needs:
        return True
    modules = {ALL, *(need.module for need in needs)}
    named = [item for item in scope if item.get("module") in modules]
    items = named or [item for item in scope if item.get("module") not in BRANCHES]
    return any(permits(item, Need(need.module, need.right)) for item in items for need in needs)


def is_branch_in_scope(scope: Sequence[Document], names: Collection[str]) -> bool:
    """Return whether a management token may use a branch. Without branches in its scope, it may use all."""
    rules = [item for item in scope if item.get("module") in BRANCHES]
    return not rules or any(is_about(rule, names) for rule in rules)
