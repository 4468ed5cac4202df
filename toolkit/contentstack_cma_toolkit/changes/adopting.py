"""Complete declarations by what a stack has and they leave open. Pure functions.

The free-form keys (`extra`, `metadata`, `options`) that only the stack has are kept, since servers add keys of their own;
to remove such a key, declare it as None. What servers choose themselves where a declaration says nothing is kept too:
the name and the fallback of a locale, the color and the rules of a stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from contentstack_cma.types import JsonValue

from ..model import (
    Block,
    Blocks,
    ContentType,
    Field,
    GlobalField,
    Group,
    Label,
    Locale,
    Role,
    Schema,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Workflow,
    WorkflowStage,
)
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
    if isinstance(declared, ContentType | GlobalField):
        return _adopt_schema(declared, cast("Any", current))
    found: Any = replace(cast("Any", declared), extra=merge(declared.extra, current.extra))
    if isinstance(found, Taxonomy):
        return replace(found, terms=_adopt_terms(found.terms, cast("Taxonomy", current)))
    if isinstance(found, Locale):
        return _adopt_locale(found, cast("Locale", current))
    if isinstance(found, Workflow):
        return _adopt_workflow(found, cast("Workflow", current))
    if isinstance(found, Role):
        return _adopt_role(found, cast("Role", current))
    return cast("Label", found)


def merge(declared: Json, current: Json) -> dict[str, JsonValue]:
    """Return free-form keys with those that only the stack has. A key that is declared as None is removed."""
    found = {**current, **declared}
    return {key: value for key, value in found.items() if value is not None or key in current}


SchemaT = TypeVar("SchemaT", ContentType, GlobalField)


def _adopt_schema(declared: SchemaT, current: SchemaT) -> SchemaT:
    return replace(
        declared,
        fields=adopt_fields(declared.fields, current.fields),
        field_rules=declared.field_rules,
        options=merge(declared.options, current.options),
        extra=merge(declared.extra, current.extra),
    )


def adopt_fields(declared: Sequence[Field], current: Sequence[Field]) -> list[Field]:
    """Return fields, each completed by the field of the same uid and kind that the stack has."""
    known = {each.uid: each for each in current}
    return [_adopt_field(each, known[each.uid]) if each.uid in known else each for each in declared]


def _adopt_field(declared: Field, current: Field) -> Field:
    if type(declared) is not type(current):
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


def _adopt_terms(declared: Sequence[Term], current: Taxonomy) -> list[Term]:
    known = {term.uid: term for term in walk_terms(current.terms)}
    return [_adopt_term(term, known) for term in declared]


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
    stages = [_adopt_stage(stage, known.get(stage.name)) for stage in declared.stages]
    return replace(declared, stages=stages, uid=current.uid)


def _adopt_stage(declared: WorkflowStage, current: WorkflowStage | None) -> WorkflowStage:
    if current is None:
        return declared
    return replace(declared, uid=current.uid, extra=merge(declared.extra, current.extra))


def _adopt_role(declared: Role, current: Role) -> Role:
    """Return a role; rules of modules that are not declared are those that the server adds, and kept."""
    modules = {rule.get("module") for rule in declared.rules}
    added = [rule for rule in current.rules if rule.get("module") not in modules]
    return replace(declared, rules=[*declared.rules, *added], uid=current.uid)




__all__ = ["adopt", "adopt_fields", "merge", "walk_terms"]
