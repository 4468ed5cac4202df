"""What of the resources is written to an export. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from .folder.json_files import Json

_SECRETS = frozenset({"secret_key"})
"""Keys of secrets of a stack, which some responses contain."""
_SYSTEM_ROLES = frozenset({"Admin", "Developer", "Content Manager"})
"""Roles that every stack has."""


def remove_secrets(value: Any) -> Any:
    """Return a value without the secrets of the stack."""
    if isinstance(value, dict):
        members = cast("Json", value).items()
        return {name: remove_secrets(held) for name, held in members if name not in _SECRETS}
    if isinstance(value, list):
        return [remove_secrets(held) for held in cast("Sequence[Any]", value)]
    return value


def index_by_uid(records: Iterable[Json]) -> dict[str, Json]:
    """Return records by uid."""
    return {str(record["uid"]): record for record in records}


def index_variants(records: Iterable[Json]) -> dict[str, Json]:
    """Return variants of an entry by the uids of the variants, since they all have the uid of the entry."""
    return {_get_variant_uid(record) or str(number): record for number, record in enumerate(records)}


def _get_variant_uid(record: Json) -> str:
    details: Json = record.get("_variant") or {}
    return str(details.get("_uid") or "")


def select_custom_roles(roles: Iterable[Json]) -> dict[str, Json]:
    """Return the roles that somebody created, by uid."""
    return index_by_uid(role for role in roles if role.get("name") not in _SYSTEM_ROLES)


def select_system_roles(roles: Iterable[Json]) -> dict[str, Json]:
    """Return the uids and names of the roles that every stack has, by uid."""
    return index_by_uid(
        {"uid": role["uid"], "name": role["name"]} for role in roles if role.get("name") in _SYSTEM_ROLES
    )


def list_stage_roles(workflows: Iterable[Json]) -> set[str]:
    """Return the uids of the roles that stages of workflows name."""
    return {uid for workflow in workflows for roles in _list_stage_roles(workflow) for uid in roles["uids"]}


def insert_roles(workflows: Iterable[Json], roles: Iterable[Json]) -> None:
    """Put whole roles in the place of their uids in stages of workflows, which the official command line wants."""
    found = index_by_uid(roles)
    for workflow in workflows:
        for held in _list_stage_roles(workflow):
            held["uids"] = [found.get(uid, uid) for uid in held["uids"]]


def _list_stage_roles(workflow: Json) -> Iterator[Json]:
    for stage in _get_list(workflow, "workflow_stages"):
        rights: Json = stage.get("SYS_ACL") or {}
        roles: Json = rights.get("roles") or {}
        if roles.get("uids"):
            yield roles


def select_role_locales(roles: Iterable[Json], locales: Iterable[Json]) -> dict[str, Json]:
    """Return the locales that rules of roles name, by uid."""
    rules = [rule for role in roles for rule in _get_list(role, "rules") if rule.get("module") == "locale"]
    named = {uid for rule in rules for uid in rule.get("locales") or ()}
    return {uid: locale for uid, locale in index_by_uid(locales).items() if uid in named}


def _get_list(record: Json, name: str) -> list[Json]:
    found: list[Json] = record.get(name) or []
    return found


def split_locales(locales: Iterable[Json]) -> tuple[Json | None, dict[str, Json]]:
    """Return the master locale, which has no fallback, and the others by uid."""
    every = list(locales)
    master = next((locale for locale in every if not locale.get("fallback_locale")), None)
    return master, index_by_uid(locale for locale in every if locale is not master)


def build_locale_query(query: Mapping[str, Any], locale: str) -> Json:
    """Return the conditions of entries that are localized in a locale."""
    own = {"locale": locale}
    return {"$and": [own, dict(query)]} if query else own


def is_linked(group: Json, content_type_uid: str) -> bool:
    """Return whether entries of a content type can have the variants of a group."""
    linked: list[Any] = group.get("content_types") or []
    uids = [cast("Json", each).get("uid") if isinstance(each, dict) else each for each in linked]
    return content_type_uid in uids
