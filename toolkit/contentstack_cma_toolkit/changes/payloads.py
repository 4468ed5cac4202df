"""Declared settings as the API takes them. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..model import Environment, Label, Locale, Role, Taxonomy, Workflow, WorkflowStage
from .adopting import NEXT_STAGES
from .resolving import Uids, resolve_role

if TYPE_CHECKING:
    from .declarations import Declared

Payload: TypeAlias = dict[str, Any]


def build_payload(declared: Declared, uids: Uids) -> Payload:
    """Return what creates or updates a setting.

    Args:
        declared: The declaration.
        uids: Uids of what the stack has.
    """
    match declared:
        case Taxonomy():
            return {"uid": declared.uid, "name": declared.name, "description": declared.description, **declared.extra}
        case Locale():
            return _build_locale(declared)
        case Environment():
            urls = [{"locale": code, "url": url} for code, url in declared.urls.items()]
            return {"name": declared.name, "urls": urls, **declared.extra}
        case Role():
            return _build_role(declared, uids)
        case Workflow():
            return _build_workflow(declared)
        case Label():
            parent = [] if declared.parent is None else [uids["label", declared.parent]]
            return {
                "name": declared.name,
                "parent": parent,
                "content_types": list(declared.content_types),
                **declared.extra,
            }
        case _:
            return declared.to_wire()


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
    access = {"users": {"uids": ["$all"]}, "roles": {"uids": []}, "others": {}}
    return {"name": stage.name, "color": stage.color, "SYS_ACL": access, NEXT_STAGES: ["$all"], **stage.extra, **uid}


def build_first_workflow(declared: Workflow) -> Payload:
    """Return what creates a workflow. Stages get their uids then, so that none can name those that follow it."""
    stages = [replace(stage, uid=None, extra={**stage.extra, NEXT_STAGES: ["$all"]}) for stage in declared.stages]
    return _build_workflow(replace(declared, stages=stages))


__all__ = ["Payload", "build_first_workflow", "build_payload"]
