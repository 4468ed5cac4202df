"""Read declarations of taxonomies, locales, roles and other settings from what the API returns. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from .errors import ModelError
from .settings import Environment, Label, Locale, Role, Taxonomy, Term, Workflow, WorkflowStage

Wire = Mapping[str, Any]

_SERVER_KEYS = frozenset(
    {
        "ACL",
        "SYS_ACL",
        "__v",
        "_branch",
        "_id",
        "_version",
        "api_key",
        "app_user_object_uid",
        "created_at",
        "created_by",
        "deleted_at",
        "deleted_by",
        "org_uid",
        "stackHeaders",
        "updated_at",
        "updated_by",
        "urlPath",
        "uuid",
    }
)
"""Keys that the server writes."""

_COUNTERS = frozenset(
    {
        "children_count",
        "referenced_content_type_count",
        "referenced_entries_count",
        "referenced_terms_count",
        "terms_count",
    }
)
"""Counts that the server adds to taxonomies and terms."""

_TAXONOMY_KEYS = _SERVER_KEYS | _COUNTERS | {"locale", "localized", "type"}
_TERM_KEYS = _TAXONOMY_KEYS | {"ancestors", "depth", "descendants", "order", "taxonomy_uid", "taxonomy_uuid"}
_LABEL_KEYS = _SERVER_KEYS | {"isLabel", "tags"}
_ROLE_KEYS = _SERVER_KEYS | {"owner", "permissions", "roles", "stack", "users"}
_STAGE_KEYS = _SERVER_KEYS - {"SYS_ACL"}
"""The access rules of a stage are part of its workflow, not of the server."""

_NOTHING: tuple[object, ...] = (None, "", [], {})


def read_taxonomy(wire: Wire, terms: Iterable[Wire] = ()) -> Taxonomy:
    """Return the declaration of a taxonomy.

    Args:
        wire: The taxonomy as the API returns it, or a model of it as a mapping.
        terms: Its terms as a flat list, in which each names its parent.

    Raises:
        ModelError: The taxonomy or a term has no uid, or terms are below each other in a circle.
    """
    rest = _take(wire, "taxonomy", _TAXONOMY_KEYS)
    uid = _pop_name(rest, "uid", "taxonomy")
    return Taxonomy(
        uid,
        name=rest.pop("name", None) or "",
        description=rest.pop("description", None) or "",
        terms=read_terms(terms, uid),
        extra=rest,
    )


def read_terms(terms: Iterable[Wire], taxonomy_uid: str) -> list[Term]:
    """Return the terms at the top of a taxonomy, each with those below it.

    A term whose parent is not among the terms is at the top. Terms with the same parent keep their order.

    Args:
        terms: The terms as a flat list, in which each names its parent.
        taxonomy_uid: Uid of the taxonomy, for messages.

    Raises:
        ModelError: A term has no uid, or terms are below each other in a circle.
    """
    below: dict[str | None, list[tuple[str, dict[str, Any]]]] = {}
    read = [_read_term(each, taxonomy_uid) for each in terms]
    known = {uid for uid, _ in read}
    for uid, rest in read:
        parent = rest.pop("parent_uid", None)
        below.setdefault(parent if parent in known else None, []).append((uid, rest))
    found = _build_terms(None, below)
    if below:
        uids = ", ".join(sorted(repr(uid) for siblings in below.values() for uid, _ in siblings))
        raise ModelError(f"taxonomy {taxonomy_uid!r}: terms are below each other in a circle: {uids}")
    return found


def _read_term(wire: Wire, taxonomy_uid: str) -> tuple[str, dict[str, Any]]:
    kind = f"term of the taxonomy {taxonomy_uid!r}"
    rest = _take(wire, kind, _TERM_KEYS)
    return _pop_name(rest, "uid", kind), rest


def _build_terms(parent: str | None, below: dict[str | None, list[tuple[str, dict[str, Any]]]]) -> list[Term]:
    """Return the terms below a parent, and remove them from those that are still to be placed."""
    return [
        Term(uid, name=rest.pop("name", None) or "", terms=_build_terms(uid, below), extra=rest)
        for uid, rest in below.pop(parent, ())
    ]


def read_environment(wire: Wire) -> Environment:
    """Return the declaration of an environment.

    Args:
        wire: The environment as the API returns it, or a model of it as a mapping.

    Raises:
        ModelError: It has no name.
    """
    rest = _take(wire, "environment", _SERVER_KEYS)
    urls = cast("Sequence[Wire]", rest.pop("urls", None) or ())
    return Environment(
        _pop_name(rest, "name", "environment"),
        urls={str(each["locale"]): str(each.get("url") or "") for each in urls if each.get("locale")},
        uid=rest.pop("uid", None),
        extra=rest,
    )


def read_locale(wire: Wire) -> Locale:
    """Return the declaration of a locale.

    Args:
        wire: The locale as the API returns it, or a model of it as a mapping.

    Raises:
        ModelError: It has no code.
    """
    rest = _take(wire, "locale", _SERVER_KEYS | {"uid"})
    return Locale(
        _pop_name(rest, "code", "locale"),
        name=rest.pop("name", None) or "",
        fallback=rest.pop("fallback_locale", None),
        extra=rest,
    )


def read_labels(wires: Iterable[Wire]) -> list[Label]:
    """Return the declarations of labels, each with the name of its parent instead of the uid.

    Args:
        wires: All labels as the API returns them, or models of them as mappings. A parent that is not among them is
            left out.

    Raises:
        ModelError: A label has no name.
    """
    labels = [_take(each, "label", _LABEL_KEYS) for each in wires]
    names = {each.get("uid"): each.get("name") for each in labels}
    return [_read_label(each, names) for each in labels]


def _read_label(rest: dict[str, Any], names: Mapping[Any, Any]) -> Label:
    parents: Any = rest.pop("parent", None) or ()
    return Label(
        _pop_name(rest, "name", "label"),
        parent=next((names[uid] for uid in parents if names.get(uid)), None),
        content_types=rest.pop("content_types", None) or (),
        uid=rest.pop("uid", None),
        extra=rest,
    )


def read_workflow(wire: Wire) -> Workflow:
    """Return the declaration of a workflow with its stages.

    Args:
        wire: The workflow as the API returns it, or a model of it as a mapping.

    Raises:
        ModelError: The workflow or a stage has no name.
    """
    rest = _take(wire, "workflow", _SERVER_KEYS)
    name = _pop_name(rest, "name", "workflow")
    return Workflow(
        name,
        stages=[_read_stage(each, name) for each in rest.pop("workflow_stages", None) or ()],
        content_types=rest.pop("content_types", None) or (),
        is_enabled=rest.pop("enabled", True) is not False,
        uid=rest.pop("uid", None),
        extra=rest,
    )


def _read_stage(wire: Wire, workflow: str) -> WorkflowStage:
    kind = f"stage of the workflow {workflow!r}"
    rest = _take(wire, kind, _STAGE_KEYS)
    color = rest.pop("color", None)
    return WorkflowStage(
        _pop_name(rest, "name", kind), **({"color": color} if color else {}), uid=rest.pop("uid", None), extra=rest
    )


def read_role(wire: Wire) -> Role:
    """Return the declaration of a role. Its users are not part of it.

    Args:
        wire: The role as the API returns it with its rules, or a model of it as a mapping.

    Raises:
        ModelError: It has no name.
    """
    rest = _take(wire, "role", _ROLE_KEYS)
    return Role(
        _pop_name(rest, "name", "role"),
        description=rest.pop("description", None) or "",
        rules=rest.pop("rules", None) or (),
        uid=rest.pop("uid", None),
        extra=rest,
    )


def _take(wire: object, kind: str, dropped: frozenset[str]) -> dict[str, Any]:
    """Return what the API has of something, without the keys of the server and empty values."""
    convert = getattr(wire, "to_dict", None)
    found: object = wire if convert is None else convert()
    if not isinstance(found, Mapping):
        raise ModelError(f"a {kind} must be an object, not {found!r:.80}")
    items = cast("Mapping[str, Any]", found).items()
    return {key: value for key, value in items if key not in dropped and value not in _NOTHING}


def _pop_name(rest: dict[str, Any], key: str, kind: str) -> str:
    """Remove what identifies something, and return it."""
    value = rest.pop(key, None)
    if not isinstance(value, str):
        raise ModelError(f"a {kind} has no {key}: {rest!r:.80}")
    return value


__all__ = [
    "read_environment",
    "read_labels",
    "read_locale",
    "read_role",
    "read_taxonomy",
    "read_terms",
    "read_workflow",
]
