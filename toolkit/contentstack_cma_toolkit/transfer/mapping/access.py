"""Roles, workflows and publish rules, which say who may do what."""

from collections.abc import Mapping

from .documents import (
    SERVER_KEYS,
    Document,
    get_document,
    get_documents,
    get_list,
    get_text,
    get_texts,
    is_document,
    is_list,
    omit,
    read_uid,
)
from .uids import Kind, Mapper, Note, Reference, Rewritten, Uids

SYSTEM_ROLES = frozenset({"Owner", "Admin", "Developer", "Content Manager"})
"""The names of the roles that every stack has. They cannot be created or changed."""

ALL = "$all"
MAIN = "main"

_ROLE_KEYS = SERVER_KEYS | {"admin", "default", "deploy_content", "domain", "owner", "permissions", "stack"}
_RULE_KINDS: Mapping[str, tuple[str, Kind]] = {
    "asset": ("assets", "asset"),
    "environment": ("environments", "environment"),
    "folder": ("folders", "folder"),
    "locale": ("locales", "locale"),
}
_BRANCH_RULES = frozenset({"branch", "branch_alias"})


def rewrite_role(role: Document, uids: Uids) -> Rewritten:
    """Return a role in the form in which it is created or updated.

    Users, and what a rule names that is not in the target, are left out with a note. A role of before there were
    branches gets a rule for the main branch, without which it would be rejected.

    Args:
        role: The role as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = omit(role, _ROLE_KEYS)
    if is_list(role.get("rules")):
        rules = [_map_role_rule(rule, mapper) for rule in get_list(role, "rules")]
        fields["rules"] = rules + _build_branch_rule(role, mapper)
    for key, kind in _PEOPLE.items():
        if is_list(role.get(key)):
            fields[key] = _map_members(role, key, kind, mapper)
    return mapper.finish(fields)


_PEOPLE: Mapping[str, Kind] = {"users": "user", "roles": "role"}


def _build_branch_rule(role: Document, mapper: Mapper) -> list[object]:
    rules = get_documents(role, "rules")
    if not rules or any(get_text(rule, "module") in _BRANCH_RULES for rule in rules):
        return []
    name = get_text(role, "name")
    mapper.notes.append(
        Note("branch", name, f"The role '{name}' has no rule for branches; one for the branch '{MAIN}' was added.")
    )
    return [{"module": "branch", "branches": [MAIN], "acl": {"read": True}}]


def _map_role_rule(rule: object, mapper: Mapper) -> object:
    if not is_document(rule) or get_text(rule, "module") not in _RULE_KINDS:
        return rule
    key, kind = _RULE_KINDS[get_text(rule, "module")]
    return {**rule, key: _map_members(rule, key, kind, mapper)} if key in rule else rule


def _map_members(document: Document, key: str, kind: Kind, mapper: Mapper) -> list[str]:
    """Return the uids in a list, or of the resources in it, that are in the target."""
    found = [read_uid(item) for item in get_list(document, key)]
    targets = [uid if uid.startswith("$") else mapper.pick(kind, uid) for uid in found if uid]
    return [target for target in targets if target is not None]


def rewrite_workflow(workflow: Document, uids: Uids) -> Rewritten:
    """Return a workflow in the form in which it is created, or updated if its stages are in the target.

    Stages get their uids when they are created. Until then a stage that names those that follow it allows all stages;
    then `late_fields` has `workflow_stages`, and the workflow must be written again with the stages in `uids`
    (`map_stages`).

    Args:
        workflow: The workflow as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = omit(workflow, SERVER_KEYS)
    stages = get_documents(workflow, "workflow_stages")
    known = {get_text(stage, "uid"): uids.get("stage", get_text(stage, "uid")) for stage in stages}
    fields["workflow_stages"] = [_map_stage(stage, known, mapper) for stage in stages]
    if is_document(workflow.get("admin_users")):
        fields["admin_users"] = _map_admins(get_document(workflow, "admin_users"), mapper)
    is_late = any(_names_unknown(stage, known) for stage in stages)
    return mapper.finish(fields, ["workflow_stages"] if is_late else [])


def _names_unknown(stage: Document, known: Mapping[str, str | None]) -> bool:
    """Return whether a stage names one of the same workflow that has no uid in the target yet."""
    return any(uid in known and known[uid] is None for uid in get_texts(stage, "next_available_stages"))


def _map_stage(stage: Document, known: Mapping[str, str | None], mapper: Mapper) -> dict[str, object]:
    changed = omit(stage, {"uid", "_id"})
    uid = known.get(get_text(stage, "uid"))
    if uid is not None:
        changed = {"uid": uid, **changed}
    if _names_unknown(stage, known):
        changed["next_available_stages"] = [ALL]
    elif "next_available_stages" in stage:
        changed["next_available_stages"] = _map_following(stage, known, mapper)
    if is_document(stage.get("SYS_ACL")):
        changed["SYS_ACL"] = _map_stage_access(get_document(stage, "SYS_ACL"), mapper)
    return changed


def _map_following(stage: Document, known: Mapping[str, str | None], mapper: Mapper) -> list[str]:
    following = get_texts(stage, "next_available_stages")
    targets = [uid if uid == ALL else known.get(uid) or mapper.pick("stage", uid) for uid in following]
    return [target for target in targets if target is not None]


def _map_stage_access(access: Document, mapper: Mapper) -> dict[str, object]:
    changed = dict(access)
    for key, kind in _PEOPLE.items():
        group = get_document(access, key)
        if is_list(group.get("uids")):
            changed[key] = {**group, "uids": _map_members(group, "uids", kind, mapper)}
    return changed


def _map_people(people: Document, mapper: Mapper) -> dict[str, object]:
    changed = dict(people)
    for key, kind in _PEOPLE.items():
        if is_list(people.get(key)):
            changed[key] = _map_members(people, key, kind, mapper)
    return changed


def _map_admins(people: Document, mapper: Mapper) -> dict[str, object]:
    """Return who may change a workflow. Users or roles of whom none is left are left to the server."""
    changed = _map_people(people, mapper)
    return {key: value for key, value in changed.items() if value or not people[key]}


def map_stages(source: Document, target: Document) -> dict[str, str]:
    """Return the uids of the stages of a workflow of the target by those of the same workflow in the source.

    Stages are the same if they have the same name; the others of a workflow just created are at the same position.

    Args:
        source: The workflow as exported.
        target: The workflow as it was created in the target, or as it was found there.
    """
    theirs = get_documents(target, "workflow_stages")
    names = {get_text(stage, "name").strip(): get_text(stage, "uid") for stage in reversed(theirs)}
    found: dict[str, str] = {}
    ours = get_documents(source, "workflow_stages")
    for position, stage in enumerate(ours):
        name = get_text(stage, "name").strip()
        if len(ours) == len(theirs) and get_text(theirs[position], "name").strip() == name:
            found[get_text(stage, "uid")] = get_text(theirs[position], "uid")
        elif name in names:
            found[get_text(stage, "uid")] = names[name]
    return found


_PUBLISH_RULE_KINDS: Mapping[str, Kind] = {
    "workflow": "workflow",
    "workflow_stage": "stage",
    "environment": "environment",
}
_PUBLISH_RULE_KEYS = SERVER_KEYS | {"status"}


def rewrite_publish_rule(rule: Document, uids: Uids) -> Rewritten:
    """Return a publish rule in the form in which it is created or updated.

    A workflow, stage or environment that is not in the target keeps its uid, and is returned as `dangling`: the rule
    would be rejected.

    Args:
        rule: The publish rule as exported.
        uids: The uids of the target.
    """
    mapper = Mapper(uids)
    fields = omit(rule, _PUBLISH_RULE_KEYS)
    for key, kind in _PUBLISH_RULE_KINDS.items():
        uid = read_uid(rule.get(key))
        if uid:
            fields[key] = mapper.resolve(Reference(kind, uid))
        else:
            fields.pop(key, None)
    if is_document(rule.get("approvers")):
        fields["approvers"] = _map_people(get_document(rule, "approvers"), mapper)
    return mapper.finish(fields)
