"""Read the items to add to a release, and compare them with those that it has. No I/O."""

from collections.abc import Mapping
from typing import Any, cast

from contentstack_cma_client import models

ReleaseKey = tuple[str, str, str, str]
"""What a release has once: content type, uid, locale and variant."""

_REQUIRED = ("uid", "content_type_uid", "locale", "version", "action")
_ACTIONS = ("publish", "unpublish")


def read_release_item(item: object) -> dict[str, Any]:
    """Return the fields of an item to add to a release.

    Raises:
        TypeError: It is no mapping.
        ValueError: A field is missing, or has no possible value.
    """
    if not isinstance(item, Mapping):
        raise TypeError(f"an item must be a mapping or a ReleaseItemInput, not {type(item).__name__}")
    fields = cast("Mapping[str, Any]", item)
    found = {name: fields[name] for name in (*_REQUIRED, "variant_id") if fields.get(name) not in (None, "")}
    if missing := [name for name in _REQUIRED if name not in found]:
        raise ValueError(f"the item lacks {', '.join(map(repr, missing))}")
    if found["action"] not in _ACTIONS:
        raise ValueError(f"the action must be {' or '.join(map(repr, _ACTIONS))}, not {str(found['action'])!r}")
    return found


def identify(item: Mapping[str, Any] | models.ReleaseItem) -> ReleaseKey:
    """Return what distinguishes an item from all others of a release."""
    fields = cast("Mapping[str, Any]", item)
    names = ("content_type_uid", "uid", "locale", "variant_id")
    return cast("ReleaseKey", tuple(str(fields.get(name) or "") for name in names))


def describe_difference(wanted: Mapping[str, Any], found: models.ReleaseItem) -> str | None:
    """Return how an item of a release differs from the one to add; None if it does not."""
    differences = [
        f"{name} {getattr(found, name)}, not {wanted[name]}"
        for name in ("version", "action")
        if str(getattr(found, name)) != str(wanted[name])
    ]
    return f"the release already has it with {' and '.join(differences)}: remove it first" if differences else None
