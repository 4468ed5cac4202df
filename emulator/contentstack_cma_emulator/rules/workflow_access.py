"""Who may do what with an entry in a stage of a workflow."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contentstack_cma_emulator.engine.documents import ALL, Document, as_object, get_object, read_texts

Right = Literal["read", "write", "transit"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on an entry. Stages do not restrict an `unbound` actor, such as the owner of the stack."""

    uid: str = ""
    roles: frozenset[str] = field(default_factory=frozenset[str])
    unbound: bool = False


def can_manage(workflow: Document, actor: Actor) -> bool:
    """Return whether an actor may do everything with the entries of a workflow."""
    admins = get_object(workflow, "admin_users")
    users, roles = read_texts(admins.get("users")), read_texts(admins.get("roles"))
    return actor.unbound or actor.uid in users or not actor.roles.isdisjoint(roles)


def has_right(workflow: Document, stage: Document, actor: Actor, right: Right) -> bool:
    """Return whether an actor has a right to the entries in a stage: as a user, through a role, or as anyone else."""
    access = get_object(stage, "SYS_ACL")
    users, roles = get_object(access, "users"), get_object(access, "roles")
    named = [users] if {actor.uid, ALL} & set(read_texts(users.get("uids"))) else []
    named += [roles] if actor.roles & set(read_texts(roles.get("uids"))) else []
    rights = named or [get_object(access, "others")]
    return can_manage(workflow, actor) or any(part.get(right) is True for part in rights)


def is_open_to_all(stage: Document) -> bool:
    """Return whether a stage is open to all users or all roles. Tokens of the stack have neither."""
    access = get_object(stage, "SYS_ACL")
    return any(ALL in read_texts(get_object(access, part).get("uids")) for part in ("users", "roles"))


def can_move_to(stage: Document, uid: str) -> bool:
    """Return whether an entry in this stage may move to another one. It may always stay where it is."""
    return uid == stage["uid"] or bool({uid, ALL} & set(read_texts(stage["next_available_stages"])))


def find_start_stage(workflow: Document) -> Document:
    """Return the stage in which entries begin."""
    stages: list[Document] = workflow["workflow_stages"]
    return next((stage for stage in stages if stage.get("position") == "start_stage"), stages[0])


def find_stage(workflow: Document, uid: object) -> Document | None:
    """Return the stage with this uid, or None."""
    return next((stage for stage in workflow["workflow_stages"] if stage["uid"] == uid), None)


def covers(workflow: Document, content_type_uid: str, branch: str) -> bool:
    """Return whether a workflow applies to the entries of a content type in a branch."""
    return _have_common(workflow["content_types"], [content_type_uid]) and _have_common(workflow["branches"], [branch])


def overlap(one: Document, other: Document) -> bool:
    """Return whether two workflows apply to the entries of the same content type in the same branch."""
    return all(_have_common(one[name], other[name]) for name in ("content_types", "branches"))


def build_access(sent: Any, lock: object) -> Document:
    """Build the access to a stage as it is stored: the users and roles, and the rights of each group.

    A `lock` of `$others` or `$all` removes the right to write, but rights that were sent take precedence.
    """
    access = as_object(sent)
    write = {"users": lock != ALL, "roles": lock != ALL, "others": lock not in (ALL, "$others")}
    default: Mapping[str, Document] = {
        "users": {"uids": [ALL]} if "users" not in access else {"uids": []},
        "roles": {"uids": []},
        "others": {},
    }
    return {
        name: {
            **default[name],
            "read": True,
            "write": write[name],
            "transit": name != "others",
            **get_object(access, name),
        }
        for name in ("others", "users", "roles")
    }


def _have_common(one: Collection[str], other: Collection[str]) -> bool:
    return ALL in one or ALL in other or bool(set(one) & set(other))
