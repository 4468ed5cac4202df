"""Complete declarations by what a stack has and they leave open. Pure functions.

The free-form keys (`extra`, `metadata`, `options`) that only the stack has are kept, since servers add keys of their
own; to remove such a key, declare it as None. What servers choose where a declaration says nothing is kept too: the
name and the fallback of a locale, and rules of a role for other modules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..model import (
    Block,
    Blocks,
    ContentType,
    Field,
    GlobalField,
    Group,
    Locale,
    Role,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Workflow,
    WorkflowStage,
)
from ..transfer.mapping import is_same

if TYPE_CHECKING:
    from contentstack_cma.types import JsonValue

    from .declarations import Declared
    from .plans import Json

T = TypeVar("T")


def adopt(declared: Declared, current: Declared | None) -> Declared:
    """Return a declaration, completed by what the stack has. The result equals `current` if nothing is to be changed.

    Args:
        declared: The declaration.
        current: The same thing as the stack has it; None if the stack does not have it.
    """
    if current is None or type(declared) is not type(current):
        return declared
    if declared == current:
        return current
    complete = _COMPLETE.get(type(declared), _keep)
    return complete(replace(declared, extra=merge(declared.extra, current.extra)), current)


def _keep(declared: Declared, current: Declared) -> Declared:
    del current
    return declared


def merge(declared: Json, current: Json) -> dict[str, JsonValue]:
    """Return free-form keys with those that only the stack has. A key that is declared as None is removed."""
    same = {key: current[key] for key, value in declared.items() if key in current and is_same(value, current[key])}
    found = {**current, **declared, **same}
    return {key: value for key, value in found.items() if value is not None or key in current}


def _adopt_schema(declared: ContentType | GlobalField, current: ContentType | GlobalField) -> Declared:
    fields = adopt_fields(declared.fields, current.fields)
    return replace(declared, fields=fields, options=merge(declared.options, current.options))


def adopt_fields(declared: Sequence[Field], current: Sequence[Field]) -> list[Field]:
    """Return fields, each completed by the field of the same uid and kind that the stack has."""
    known = {each.uid: each for each in current}
    return [_adopt_field(each, known[each.uid]) if each.uid in known else each for each in declared]


def _adopt_field(declared: Field, current: Field) -> Field:
    if type(declared) is not type(current) or declared == current:
        return declared
    free = {"extra": merge(declared.extra, current.extra), "metadata": merge(declared.metadata, current.metadata)}
    return replace(declared, **cast("Any", free | _adopt_parts(declared, current)))


def _adopt_parts(declared: Field, current: Field) -> dict[str, object]:
    if isinstance(declared, Group) and isinstance(current, Group):
        return {"fields": adopt_fields(declared.fields, current.fields)}
    if isinstance(declared, Blocks) and isinstance(current, Blocks):
        known = {each.uid: each for each in current.blocks}
        return {"blocks": [_adopt_block(each, known.get(each.uid)) for each in declared.blocks]}
    if isinstance(declared, Taxonomies) and isinstance(current, Taxonomies):
        rules = {each.taxonomy: each for each in current.taxonomies}
        return {"taxonomies": [_adopt_rule(each, rules.get(each.taxonomy)) for each in declared.taxonomies]}
    return {}


def _adopt_block(declared: Block, current: Block | None) -> Block:
    if current is None:
        return declared
    fields = adopt_fields(declared.fields, current.fields)
    return replace(declared, fields=fields, extra=merge(declared.extra, current.extra))


def _adopt_rule(declared: TaxonomyRule, current: TaxonomyRule | None) -> TaxonomyRule:
    return declared if current is None else replace(declared, extra=merge(declared.extra, current.extra))


def _adopt_taxonomy(declared: Taxonomy, current: Taxonomy) -> Taxonomy:
    known = {term.uid: term for term in walk_terms(current.terms)}
    return replace(declared, terms=[_adopt_term(term, known) for term in declared.terms])


def _adopt_term(declared: Term, known: Mapping[str, Term]) -> Term:
    current = known.get(declared.uid)
    extra = declared.extra if current is None else merge(declared.extra, current.extra)
    return replace(declared, terms=[_adopt_term(term, known) for term in declared.terms], extra=extra)


def walk_terms(terms: Sequence[Term]) -> list[Term]:
    """Return terms and all those below them, from the top down."""
    return [found for term in terms for found in (term, *walk_terms(term.terms))]


def _adopt_locale(declared: Locale, current: Locale) -> Locale:
    name = current.name if declared.name == declared.code else declared.name
    return replace(declared, name=name, fallback=declared.fallback or current.fallback)


def _adopt_workflow(declared: Workflow, current: Workflow) -> Workflow:
    known = {stage.name: stage for stage in current.stages}
    uids = {stage.uid or stage.name: known[stage.name].uid for stage in declared.stages if stage.name in known}
    uids |= {name: stage.uid for name, stage in known.items()}
    stages = [_adopt_stage(stage, known.get(stage.name), uids) for stage in declared.stages]
    return replace(declared, stages=stages, uid=current.uid)


def _adopt_stage(
    declared: WorkflowStage, current: WorkflowStage | None, uids: Mapping[str, str | None]
) -> WorkflowStage:
    """Return a stage. Those that follow it may be named by their names, or by the uids of another stack."""
    extra = dict(declared.extra)
    following = extra.get(NEXT_STAGES)
    if isinstance(following, Sequence) and not isinstance(following, str):
        extra[NEXT_STAGES] = [uids.get(str(each)) or str(each) for each in following]
    if current is None:
        return replace(declared, extra=extra)
    return replace(declared, uid=current.uid, extra=merge(extra, current.extra))


def _adopt_role(declared: Role, current: Role) -> Role:
    """Return a role. Rules of modules that are not declared are those that the server adds, and kept."""
    known = {rule.get("module"): rule for rule in current.rules}
    wanted = {rule.get("module"): rule for rule in declared.rules}
    if len(known) < len(current.rules) or len(wanted) < len(declared.rules):
        return replace(declared, uid=current.uid)
    same = {key: known[key] for key, rule in wanted.items() if key in known and is_same(rule, known[key])}
    found = {**known, **wanted, **same}
    return replace(declared, rules=list(found.values()), uid=current.uid)


NEXT_STAGES = "next_available_stages"

_COMPLETE: Mapping[type, Callable[..., Declared]] = {
    ContentType: _adopt_schema,
    GlobalField: _adopt_schema,
    Locale: _adopt_locale,
    Role: _adopt_role,
    Taxonomy: _adopt_taxonomy,
    Workflow: _adopt_workflow,
}

__all__ = ["NEXT_STAGES", "adopt", "adopt_fields", "merge", "walk_terms"]
