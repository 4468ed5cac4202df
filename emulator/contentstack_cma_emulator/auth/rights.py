"""Finds out what somebody may do, and refuses what they may not."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from contentstack_cma_emulator.auth import decisions
from contentstack_cma_emulator.auth.decisions import EVERYTHING, Rights
from contentstack_cma_emulator.auth.memberships import teams_of
from contentstack_cma_emulator.auth.requirements import Action, Need, action_of, needs_of, needs_of_content
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call, State
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import ASSET, COLLABORATOR, ENVIRONMENT, LOCALE, ROLE
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.folder_tree import ROOT

CONTENT_TAGS = ("Entries", "Entry variants", "Assets")


@dataclass(frozen=True, slots=True)
class Target:
    """What a call is aimed at: the stack, the branch by its uid and as it was called, and its parameters."""

    stack: Document
    branch: str
    path: Mapping[str, str]
    locale: str | None = None
    branch_names: frozenset[str] = field(default_factory=frozenset[str])


def rights_of(state: State, stack: Document, user_uid: str) -> Rights | None:
    """Answer what a user may do in a stack, alone or as one of a team; None for somebody who does not work on it."""
    if user_uid == stack["owner_uid"]:
        return EVERYTHING
    held = roles_of(state, stack, user_uid)
    if not held and user_uid not in stack["user_uids"]:
        return None
    roles = [role for role in state.store.find(Scope(ROLE, stack["api_key"])) if role["uid"] in held]
    if any("rules" not in role for role in roles):
        return EVERYTHING
    return Rights(rules=tuple(rule for role in roles for rule in role["rules"]))


def roles_of(state: State, stack: Document, user_uid: str) -> set[str]:
    """Answer the uids of the roles that a user has in a stack, alone and through teams."""
    own = state.store.get(Key(COLLABORATOR, user_uid, stack["api_key"])) or {"roles": []}
    mapped = [item for team in teams_of(state, stack["org_uid"], user_uid) for item in team["stackRoleMapping"]]
    lent = [uid for item in mapped if item["stackApiKey"] == stack["api_key"] for uid in item["roles"]]
    return {*own["roles"], *lent}


def check_user(state: State, operation: Operation, user_uid: str, target: Target) -> None:
    """Refuse (403, or 422/141 for an environment) a user whose roles do not allow this."""
    rights = rights_of(state, target.stack, user_uid)
    if rights is None or not decisions.may_use_branch(rights, target.branch_names):
        raise errors.forbidden()
    if rights.everything:
        return
    if operation.tag in CONTENT_TAGS and target.locale:
        check_locales(state, rights, target, [target.locale])
    if not decisions.decide(rights, needs_of(operation), names_of(state, target)):
        raise refusal_of(operation, target)


def check_token(operation: Operation, scope: Sequence[Document], target: Target) -> None:
    """Refuse (403) what is not in the scope of a management token."""
    allowed = decisions.token_opens_branch(scope, target.branch_names)
    if not allowed or not decisions.token_allows(scope, needs_of(operation) or default_needs(operation)):
        raise errors.forbidden()


def default_needs(operation: Operation) -> Sequence[Need]:
    """Answer what a token needs for an operation that everybody on the stack may call: to read, or to write."""
    return (Need("", action_of(operation)),)


def check_body(state: State, operation: Operation, call: Call) -> None:
    """Refuse what a user's roles do not allow of the body: some fields of entries, and places to publish to."""
    user = call.principal
    if user is None or user.kind == "management_token" or operation.tag not in CONTENT_TAGS or not call.open_stack:
        return
    rights = rights_of(state, call.stack, user.uid)
    sent: Any = call.body.get("entry") or call.body.get("asset")
    if rights is None or rights.everything or not isinstance(sent, dict):
        return
    values = cast("Document", sent)
    if action_of(operation) == "publish":
        target = Target(call.stack, call.branch, call.path)
        check_environments(state, rights, target, texts(values.get("environments")))
        check_locales(state, rights, target, texts(values.get("locales")))
    elif "content_type_uid" in call.path:
        closed = decisions.forbidden_fields(rights, call.path["content_type_uid"], values)
        if closed:
            wrong = {name: [errors.NOT_VALID] for name in closed}
            raise CmaError(403, errors.NOT_ALLOWED, errors.DENIED, wrong)


def check_content(
    call: Call, action: Action, things: Iterable[tuple[str, str]], places: Document | None = None
) -> None:
    """Refuse (403) a user whose roles do not allow `action` with one of many entries and assets.

    Each of the `things` is the uid of a content type, or `sys_assets`, and that of the thing. The environments and
    locales in `places`, or in the body, are looked at as well (401/161 and 403).
    """
    user = call.principal
    rights = None if user is None or user.kind == "management_token" else rights_of(call.state, call.stack, user.uid)
    if rights is None or rights.everything:
        return
    target = Target(call.stack, call.branch, {})
    named = call.body if places is None else places
    check_environments(call.state, rights, target, texts(named.get("environments")))
    check_locales(call.state, rights, target, texts(named.get("locales")))
    if not all(may_touch(call.state, rights, target, action, thing) for thing in things):
        raise errors.forbidden()


def reader(call: Call) -> Callable[[str, str], bool]:
    """Answer what says of an entry or asset, as `check_content` is given them, whether the user may read it."""
    user = call.principal
    rights = None if user is None or user.kind == "management_token" else rights_of(call.state, call.stack, user.uid)
    if rights is None or rights.everything:
        return lambda _parent, _uid: True
    target = Target(call.stack, call.branch, {})
    return lambda parent, uid: may_touch(call.state, rights, target, "read", (parent, uid))


def may_touch(state: State, rights: Rights, target: Target, action: Action, thing: tuple[str, str]) -> bool:
    """Answer whether somebody may do `action` with an entry or asset in the stack and branch of a target."""
    parent, uid = thing
    is_asset = parent == ASSETS
    path = {"asset_uid": uid} if is_asset else {"content_type_uid": parent, "entry_uid": uid}
    needs = needs_of_content("Assets" if is_asset else "Entries", action)
    return decisions.decide(rights, needs, names_of(state, replace(target, path=path)))


def texts(values: Any) -> list[str]:
    """Answer the texts in a list; nothing for anything else."""
    return [v for v in cast("list[object]", values) if isinstance(v, str)] if isinstance(values, list) else []


def check_environments(state: State, rights: Rights, target: Target, named: Collection[str]) -> None:
    """Refuse (401/161) environments that somebody must not publish to."""
    for name in named:
        if not decisions.may_use_environment(rights, environment_names(state, target, name)):
            raise errors.environment_not_found(name)


def check_locales(state: State, rights: Rights, target: Target, codes: Collection[str]) -> None:
    """Refuse (403) locales whose content somebody must not touch."""
    for code in codes:
        if not decisions.may_use_locale(rights, locale_names(state, target, code)):
            raise errors.forbidden()


def names_of(state: State, target: Target) -> dict[str, set[str]]:
    """Answer the names of what the path speaks of, by module."""
    path = target.path
    names = {
        "content_type": {path.get("content_type_uid", "")},
        "entry": {path.get("entry_uid", "")},
        "asset": {path.get("asset_uid", "")},
        "folder": {path.get("folder_uid") or folder_of(state, target)},
        "taxonomy": {path.get("taxonomy_uid", "")},
        "branch": {path.get("branch_uid", "")},
        "branch_alias": {path.get("branch_alias_uid", "")},
    }
    if "environment_name" in path:
        names["environment"] = environment_names(state, target, path["environment_name"])
    if "code" in path:
        names["locale"] = locale_names(state, target, path["code"])
    return {module: found - {""} for module, found in names.items()}


def folder_of(state: State, target: Target) -> str:
    """Answer the uid of the folder that the asset of the path lies in; empty where the path names no asset."""
    key = Key(ASSET, target.path.get("asset_uid", ""), target.stack["api_key"], target.branch)
    asset = state.store.get(key)
    return str(asset["parent_uid"] or ROOT) if asset else ""


def environment_names(state: State, target: Target, name: str) -> set[str]:
    """Answer the names of an environment: as it was called, its uid and its name."""
    found = state.store.find(Scope(ENVIRONMENT, target.stack["api_key"]))
    return {name, *(each for e in found if name in (e["uid"], e["name"]) for each in (e["uid"], e["name"]))}


def locale_names(state: State, target: Target, code: str) -> set[str]:
    """Answer the names of a locale: its code and its uid."""
    found = state.store.find(Scope(LOCALE, target.stack["api_key"], target.branch))
    return {code, *(locale["uid"] for locale in found if locale["code"] == code)}


def refusal_of(operation: Operation, target: Target) -> CmaError:
    """Answer how the refusal reads: an environment that somebody must not see is one that is missing."""
    name = target.path.get("environment_name")
    return errors.unknown_environment(name) if name and not operation.changes else errors.forbidden()
