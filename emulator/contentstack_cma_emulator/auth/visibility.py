"""What somebody may see of a list: decided as a query that is true of it, without any store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.auth.decisions import ALL, BRANCHES, Rights, forbidden, listed, permits, permitted
from contentstack_cma_emulator.auth.requirements import Need, needs_of
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document

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
"""By operation: which fields of what is listed a rule of a module names."""

EVERYTHING: Document = {}
NOTHING: Document = {"uid": {"$in": []}}


def visible(rights: Rights, operation: Operation, names: Mapping[str, Collection[str]]) -> Document:
    """Answer a query that is true of what somebody may see of a list; `names` are those in the path, by module."""
    fields = FIELDS.get(operation.id)
    if rights.everything or fields is None:
        return EVERYTHING
    needs = needs_of(operation)
    shown = [permission(rights.rules, need, fields.get(need.module, ()), names) for need in needs]
    hidden = [exception(rights.rules, need, fields.get(need.module, ())) for need in needs]
    return both([*([] if EVERYTHING in shown else [either(shown)]), *filter(None, hidden)])


def visible_branches(scope: Sequence[Document], operation: Operation) -> Document:
    """Answer a query that is true of the branches, or the aliases, in which a management token is good."""
    rules = [item for item in scope if item.get("module") in BRANCHES]
    fields = FIELDS.get(operation.id, {})
    if not rules or not fields.keys() & set(BRANCHES):
        return EVERYTHING
    return either([any_of(fields[module], names_in(rules, module), "$in") for module in fields])


def permission(
    rules: Sequence[Document], need: Need, fields: Sequence[str], names: Mapping[str, Collection[str]]
) -> Document:
    """Answer a query that is true of what the rules permit of a module; one without fields is named by the path."""
    if not fields:
        return EVERYTHING if permitted(rules, need, names.get(need.module, ())) else NOTHING
    found = names_in([rule for rule in rules if permits(rule, need)], need.module)
    return EVERYTHING if found is None else any_of(fields, found, "$in")


def exception(rules: Sequence[Document], need: Need, fields: Sequence[str]) -> Document:
    """Answer a query that is true of what no exception among the rules forbids."""
    if forbidden(rules, need, ()):
        return NOTHING
    found = names_in([rule for rule in rules if rule.get("restrict") and not permits(rule, need)], need.module)
    return both([{field: {"$nin": found}} for field in fields]) if found else EVERYTHING


def names_in(rules: Sequence[Document], module: str) -> list[str] | None:
    """Answer the names that the rules of a module list; None where one of them is about all of its kind."""
    found: list[Any] = [listed(rule) for rule in rules if rule.get("module") == module]
    if any(names is None or ALL in names for names in found):
        return None
    return [name for names in found for name in names]


def any_of(fields: Sequence[str], names: Collection[str] | None, operator: str) -> Document:
    """Answer a query that is true of what one of the fields names."""
    return EVERYTHING if names is None else either([{field: {operator: list(names)}} for field in fields])


def either(queries: Sequence[Document]) -> Document:
    """Answer a query that is true of what one of several is true of."""
    return queries[0] if len(queries) == 1 else {"$or": list(queries)}


def both(queries: Sequence[Document]) -> Document:
    """Answer a query that is true of what all of several are true of."""
    if len(queries) > 1:
        return {"$and": list(queries)}
    return queries[0] if queries else EVERYTHING
