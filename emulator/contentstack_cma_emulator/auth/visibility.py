"""What a principal may see in a list, as a query that matches it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.auth.decisions import (
    BRANCHES,
    Rights,
    is_forbidden,
    is_permitted,
    permits,
    read_listed_names,
)
from contentstack_cma_emulator.auth.requirements import Need, find_needs
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import ALL, Document

FIELDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "list_content_types": {"content_type": ("uid",)},
    "list_entries": {"entry": ("uid",)},
    "list_assets": {"asset": ("uid",), "folder": ("parent_uid", "uid")},
    "list_image_assets": {"asset": ("uid",), "folder": ("parent_uid", "uid")},
    "list_video_assets": {"asset": ("uid",), "folder": ("parent_uid", "uid")},
    "list_environments": {"environment": ("uid", "name")},
    "list_locales": {"locale": ("uid", "code")},
    "list_branches": {"branch": ("uid",)},
    "list_branch_aliases": {"branch_alias": ("alias",), "branch": ("uid",)},
    "list_taxonomies": {"taxonomy": ("uid",)},
}
"""By operation: the fields of the listed documents that the rules of a module name."""

MATCH_ALL: Document = {}
MATCH_NONE: Document = {"uid": {"$in": []}}


def filter_by_rights(rights: Rights, operation: Operation, names: Mapping[str, Collection[str]]) -> Document:
    """Return a query that matches what a user may see in a list. `names` are those in the path, by module."""
    fields = FIELDS.get(operation.id)
    if rights.everything or fields is None:
        return MATCH_ALL
    needs = find_needs(operation)
    shown = [filter_permitted(rights.rules, need, fields.get(need.module, ()), names) for need in needs]
    hidden = [exclude_forbidden(rights.rules, need, fields.get(need.module, ())) for need in needs]
    return match_all([*([] if MATCH_ALL in shown else [match_any(shown)]), *filter(None, hidden)])


def filter_by_scope(scope: Sequence[Document], operation: Operation) -> Document:
    """Return a query that matches the branches or aliases that a management token may use."""
    rules = [item for item in scope if item.get("module") in BRANCHES]
    fields = FIELDS.get(operation.id, {})
    if not rules or not fields.keys() & set(BRANCHES):
        return MATCH_ALL
    return match_any([match_any_field(fields[module], collect_names(rules, module)) for module in fields])


def filter_permitted(
    rules: Sequence[Document], need: Need, fields: Sequence[str], names: Mapping[str, Collection[str]]
) -> Document:
    """Return a query that matches what the rules permit in a module. Without fields, the path names the target."""
    if not fields:
        return MATCH_ALL if is_permitted(rules, need, names.get(need.module, ())) else MATCH_NONE
    found = collect_names([rule for rule in rules if permits(rule, need)], need.module)
    return MATCH_ALL if found is None else match_any_field(fields, found)


def exclude_forbidden(rules: Sequence[Document], need: Need, fields: Sequence[str]) -> Document:
    """Return a query that matches what no exception among the rules forbids."""
    if is_forbidden(rules, need, ()):
        return MATCH_NONE
    found = collect_names([rule for rule in rules if rule.get("restrict") and not permits(rule, need)], need.module)
    return match_all([{field: {"$nin": found}} for field in fields]) if found else MATCH_ALL


def collect_names(rules: Sequence[Document], module: str) -> list[str] | None:
    """Return the names that the rules of a module list, or None if one of them applies to everything."""
    found: list[Any] = [read_listed_names(rule) for rule in rules if rule.get("module") == module]
    if any(names is None or ALL in names for names in found):
        return None
    return [name for names in found for name in names]


def match_any_field(fields: Sequence[str], names: Collection[str] | None) -> Document:
    """Return a query that matches documents in which one of the fields has one of the names."""
    return MATCH_ALL if names is None else match_any([{field: {"$in": list(names)}} for field in fields])


def match_any(queries: Sequence[Document]) -> Document:
    """Return a query that matches what any of the queries matches."""
    return queries[0] if len(queries) == 1 else {"$or": list(queries)}


def match_all(queries: Sequence[Document]) -> Document:
    """Return a query that matches what all queries match."""
    if len(queries) > 1:
        return {"$and": list(queries)}
    return queries[0] if queries else MATCH_ALL
