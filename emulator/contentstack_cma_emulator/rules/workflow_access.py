"""Who may do what with an entry in a stage of a workflow, decided without any store."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from contentstack_cma_emulator.engine.documents import Document

ALL = "$all"
NONE = "$none"

Right = Literal["read", "write", "transit"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who works on an entry: a user with roles. No stage holds back who is `unbound`, such as the stack's owner."""

    uid: str = ""
    roles: frozenset[str] = field(default_factory=frozenset[str])
    unbound: bool = False


def manages(workflow: Document, actor: Actor) -> bool:
    """Answer whether somebody may do everything with the entries of a workflow."""
    admins = _part(workflow, "admin_users")
    users, roles = texts(admins.get("users")), texts(admins.get("roles"))
    return actor.unbound or actor.uid in users or not actor.roles.isdisjoint(roles)


def may(workflow: Document, stage: Document, actor: Actor, right: Right) -> bool:
    """Answer whether somebody has a right over the entries in a stage: named alone, by a role, or as everybody else."""
    access = _part(stage, "SYS_ACL")
    users, roles = _part(access, "users"), _part(access, "roles")
    named = [users] if {actor.uid, ALL} & set(texts(users.get("uids"))) else []
    named += [roles] if actor.roles & set(texts(roles.get("uids"))) else []
    rights = named or [_part(access, "others")]
    return manages(workflow, actor) or any(part.get(right) is True for part in rights)


def is_open_to_all(stage: Document) -> bool:
    """Return whether a stage is for all users, or for all roles; a token of the stack is neither user nor role."""
    access = _part(stage, "SYS_ACL")
    return any(ALL in texts(_part(access, part).get("uids")) for part in ("users", "roles"))


def leads_to(stage: Document, uid: str) -> bool:
    """Answer whether an entry in this stage can be moved to that of the uid; it can always stay where it is."""
    return uid == stage["uid"] or bool({uid, ALL} & set(texts(stage["next_available_stages"])))


def start_of(workflow: Document) -> Document:
    """Answer the stage that entries begin in."""
    stages: list[Document] = workflow["workflow_stages"]
    return next((stage for stage in stages if stage.get("position") == "start_stage"), stages[0])


def stage_with(workflow: Document, uid: object) -> Document | None:
    """Answer the stage with this uid, or None."""
    return next((stage for stage in workflow["workflow_stages"] if stage["uid"] == uid), None)


def covers(workflow: Document, content_type_uid: str, branch: str) -> bool:
    """Answer whether a workflow is for the entries of a content type in a branch."""
    return _names(workflow["content_types"], content_type_uid) and _names(workflow["branches"], branch)


def overlap(one: Document, other: Document) -> bool:
    """Answer whether two workflows are for the entries of the same content type in the same branch."""
    return all(_share(one[name], other[name]) for name in ("content_types", "branches"))


def written_access(sent: Any, lock: object) -> Document:
    """Answer the access to a stage as it is kept: who was named, and what they and all others may do.

    A `lock` for `$others` or `$all` takes away the right to write. What was sent about a right wins.
    """
    access = cast("Document", sent) if isinstance(sent, dict) else {}
    write = {"users": lock != ALL, "roles": lock != ALL, "others": lock not in (ALL, "$others")}
    default: Mapping[str, Document] = {
        "users": {"uids": [ALL]} if "users" not in access else {"uids": []},
        "roles": {"uids": []},
        "others": {},
    }
    return {
        name: {**default[name], "read": True, "write": write[name], "transit": name != "others", **_part(access, name)}
        for name in ("others", "users", "roles")
    }


def texts(values: Any) -> list[str]:
    """Answer the texts in a list; nothing for anything else."""
    return [v for v in cast("list[object]", values) if isinstance(v, str)] if isinstance(values, list) else []


def _names(names: Collection[str], name: str) -> bool:
    return bool({name, ALL} & set(names))


def _share(one: Collection[str], other: Collection[str]) -> bool:
    return ALL in one or ALL in other or bool(set(one) & set(other))


def _part(document: Document, name: str) -> Document:
    value: Any = document.get(name)
    return cast("Document", value) if isinstance(value, dict) else {}
