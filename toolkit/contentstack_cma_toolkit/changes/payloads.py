"""Declared settings as the API takes them. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..model import Environment, Label, Locale, Role, Taxonomy, Workflow, WorkflowStage
from .adopting import NEXT_STAGES
from .resolving import Uids, resolve_role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from contentstack_cma.types import JsonValue

    from .declarations import Declared

Payload: TypeAlias = dict[str, Any]


def build_payload(declared: Declared, uids: Uids) -> Payload:
    """Return what creates or updates a setting.

    Args:
        declared: The declaration.
        uids: Uids of what the stack has.
    """
    if isinstance(declared, Label):
        return _build_label(declared, uids)
    if isinstance(declared, Role):
        return _build_role(declared, uids)
    build: Callable[[Any], Payload] = _BUILDERS[type(declared)]
    return build(declared)


def _build_taxonomy(declared: Taxonomy) -> Payload:
    return {"uid": declared.uid, "name": declared.name, "description": declared.description, **declared.extra}


def _build_environment(declared: Environment) -> Payload:
    urls = [{"locale": code, "url": url} for code, url in declared.urls.items()]
    return {"name": declared.name, "urls": urls, **declared.extra}


def _build_label(declared: Label, uids: Uids) -> Payload:
    parent = [] if declared.parent is None else [uids["label", declared.parent]]
    return {
        "name": declared.name,
        "parent": parent,
        "content_types": list(declared.content_types),
        **declared.extra,
    }


def _build_locale(declared: Locale) -> Payload:
    """Return a locale. Without a name, the server chooses the usual one."""
    name = {"name": declared.name} if declared.name != declared.code else {}
    fallback = {"fallback_locale": declared.fallback} if declared.fallback else {}
    return {"code": declared.code, **name, **fallback, **declared.extra}


def _build_role(declared: Role, uids: Uids) -> Payload:
    rules = [dict(rule) for rule in resolve_role(declared, uids).rules]
    return {"name": declared.name, "description": declared.description, "rules": rules, **declared.extra}


def _build_workflow(declared: Workflow) -> Payload:
    return {
        "name": declared.name,
        "content_types": list(declared.content_types),
        "enabled": declared.is_enabled,
        "workflow_stages": [_build_stage(stage) for stage in declared.stages],
        **declared.extra,
    }


def _build_stage(stage: WorkflowStage) -> Payload:
    """Return a stage, with what the API requires. Everybody may use it, unless it says something else."""
    uid = {"uid": stage.uid} if stage.uid else {}
    access: Payload = {"users": {"uids": ["$all"]}, "roles": {"uids": []}, "others": {}}
    return {"name": stage.name, "color": stage.color, "SYS_ACL": access, NEXT_STAGES: ["$all"], **stage.extra, **uid}


def build_first_workflow(declared: Workflow) -> Payload:
    """Return a workflow in which no stage names one that has no uid yet: stages get theirs when they are written."""
    known = {"$all", *(stage.uid for stage in declared.stages if stage.uid)}
    return _build_workflow(replace(declared, stages=[_drop_unknown(stage, known) for stage in declared.stages]))


def _drop_unknown(stage: WorkflowStage, known: Collection[str]) -> WorkflowStage:
    following = stage.extra.get(NEXT_STAGES)
    if not isinstance(following, list) or all(each in known for each in following):
        return stage
    return replace(stage, extra={**stage.extra, NEXT_STAGES: ["$all"]})


def without_uids(declared: Workflow) -> Workflow:
    """Return a workflow that is not in the stack yet. Stages that follow others are named, as they have no uids."""
    names = {stage.uid: stage.name for stage in declared.stages if stage.uid}
    return replace(declared, uid=None, stages=[_name_following(stage, names) for stage in declared.stages])


def _name_following(stage: WorkflowStage, names: Mapping[str, str]) -> WorkflowStage:
    following = stage.extra.get(NEXT_STAGES)
    if not isinstance(following, list):
        return replace(stage, uid=None)
    named: list[JsonValue] = [names.get(str(each), each) for each in following]
    return replace(stage, uid=None, extra={**stage.extra, NEXT_STAGES: named})


_BUILDERS: Mapping[type, Callable[..., Payload]] = {
    Environment: _build_environment,
    Locale: _build_locale,
    Taxonomy: _build_taxonomy,
    Workflow: _build_workflow,
}

__all__ = ["Payload", "build_first_workflow", "build_payload", "without_uids"]
