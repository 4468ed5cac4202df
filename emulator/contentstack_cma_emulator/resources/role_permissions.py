"""What the rules of a role come to, thing by thing."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from contentstack_cma_emulator.auth.built_in_roles import WITH_CONTENT
from contentstack_cma_emulator.auth.decisions import is_about
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.lookup import environments, locales

TAXONOMY = "taxonomy"


def permissions_of(call: Call, role: Document) -> Document:
    """Answer what a role may do with every content type, and with the places and taxonomies it may do something with.

    A role without rules may do everything.
    """
    rules = role.get("rules")
    types = call.store.find(call.branch_scope(CONTENT_TYPE))
    return {
        "content_types": [permission(rules, "content_type", item["uid"], {item["uid"]}) for item in types],
        "environments": granted(
            [permission(rules, "environment", item["uid"], {item["uid"], item["name"]}) for item in environments(call)]
        ),
        "locales": granted(
            [permission(rules, "locale", item["uid"], {item["uid"], item["code"]}) for item in locales(call)]
        ),
        "taxonomies": granted(
            [permission(rules, TAXONOMY, uid, {uid}) for uid in taxonomies(call)],
        ),
    }


def permission(rules: Sequence[Document] | None, module: str, uid: str, names: Collection[str]) -> Document:
    """Answer what the rules permit with one thing."""
    if rules is None:
        return {"uid": uid, "SYS_ACL": dict(WITH_CONTENT)}
    acl: Document = {}
    sub_acl: Document = {}
    for rule in sorted(rules, key=lambda rule: bool(rule.get("restrict"))):
        if rule["module"] == module and is_about(rule, names):
            given = cast("Document", rule.get("acl") or {})
            merge(acl, given, exception=bool(rule.get("restrict")))
            merge(sub_acl, given.get("sub_acl") or {}, exception=bool(rule.get("restrict")))
    return {"uid": uid, "SYS_ACL": acl | ({"sub_acl": sub_acl} if module == "content_type" or sub_acl else {})}


def merge(rights: Document, more: Document, *, exception: bool) -> None:
    """Add the rights that another rule gives; an exception takes away what it does not give."""
    for name, value in more.items():
        if isinstance(value, bool):
            rights[name] = value if exception else value or rights.get(name, False)


def granted(found: Sequence[Document]) -> list[Document]:
    """Answer those with which something is permitted."""
    return [item for item in found if item["SYS_ACL"]]


def taxonomies(call: Call) -> list[str]:
    """Answer the uids of the taxonomies."""
    found: list[Any] = call.store.find(call.stack_scope(TAXONOMY)) + call.store.find(call.branch_scope(TAXONOMY))
    return list(dict.fromkeys(str(item["uid"]) for item in found))
