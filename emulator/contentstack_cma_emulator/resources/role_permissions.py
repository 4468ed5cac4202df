"""Permissions that follow from the rules of a role."""

from collections.abc import Collection, Sequence
from typing import cast

from contentstack_cma_emulator.auth.built_in_roles import EVERY_RIGHT_INSIDE
from contentstack_cma_emulator.auth.decisions import is_about
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.lookup import find_environments, find_locales
from contentstack_cma_emulator.engine.store import Scope

TAXONOMY = "taxonomy"


def compute_permissions(call: Call, role: Document) -> Document:
    """Return what a role permits on each content type, environment, locale and taxonomy.

    Content types are always listed, the others only if anything is permitted. A role without rules permits everything.
    """
    rules = role.get("rules")
    types = call.store.find(Scope(CONTENT_TYPE, call.api_key, call.branch))
    return {
        "content_types": [compute_permission(rules, "content_type", item["uid"], {item["uid"]}) for item in types],
        "environments": list_permitted(rules, "environment", [(e["uid"], e["name"]) for e in find_environments(call)]),
        "locales": list_permitted(rules, "locale", [(item["uid"], item["code"]) for item in find_locales(call)]),
        "taxonomies": list_permitted(rules, TAXONOMY, [(uid, uid) for uid in list_taxonomy_uids(call)]),
    }


def compute_permission(rules: Sequence[Document] | None, module: str, uid: str, names: Collection[str]) -> Document:
    """Return what the rules permit on one object."""
    if rules is None:
        return {"uid": uid, "SYS_ACL": dict(EVERY_RIGHT_INSIDE)}
    acl: Document = {}
    sub_acl: Document = {}
    for rule in sorted(rules, key=lambda rule: bool(rule.get("restrict"))):
        if rule["module"] == module and is_about(rule, names):
            given = cast("Document", rule.get("acl") or {})
            merge_rights(acl, given, exception=bool(rule.get("restrict")))
            merge_rights(sub_acl, given.get("sub_acl") or {}, exception=bool(rule.get("restrict")))
    return {"uid": uid, "SYS_ACL": acl | ({"sub_acl": sub_acl} if module == "content_type" or sub_acl else {})}


def merge_rights(rights: Document, more: Document, *, exception: bool) -> None:
    """Add the rights of another rule. An exception revokes those it does not grant."""
    for name, value in more.items():
        if isinstance(value, bool):
            rights[name] = value if exception else value or rights.get(name, False)


def list_permitted(rules: Sequence[Document] | None, module: str, objects: Sequence[tuple[str, str]]) -> list[Document]:
    """Return the permissions on those objects, given by uid and name, on which anything is permitted."""
    found = [compute_permission(rules, module, uid, {uid, name}) for uid, name in objects]
    return [item for item in found if item["SYS_ACL"]]


def list_taxonomy_uids(call: Call) -> list[str]:
    """Return the uids of the taxonomies."""
    scopes = (Scope(TAXONOMY, call.api_key, ""), Scope(TAXONOMY, call.api_key, call.branch))
    return list(dict.fromkeys(str(item["uid"]) for scope in scopes for item in call.store.find(scope)))
