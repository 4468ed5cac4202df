"""What says that something of a folder and something of a stack are the same."""

from collections.abc import Hashable, Mapping
from typing import Literal

from .documents import Document, get_text, get_texts, read_uid

IdentifiedModule = Literal[
    "locales",
    "environments",
    "taxonomies",
    "terms",
    "extensions",
    "global_fields",
    "content_types",
    "roles",
    "workflows",
    "publish_rules",
    "labels",
    "webhooks",
    "releases",
    "folders",
    "assets",
    "variant_groups",
    "variants",
]

_KEYS: Mapping[IdentifiedModule, tuple[str, ...]] = {
    "locales": ("code",),
    "environments": ("name",),
    "taxonomies": ("uid",),
    "terms": ("uid",),
    "extensions": ("title", "type"),
    "global_fields": ("uid",),
    "content_types": ("uid",),
    "roles": ("name",),
    "workflows": ("name",),
    "labels": ("name",),
    "webhooks": ("name",),
    "releases": ("name",),
    "folders": ("name", "parent_uid"),
    "assets": ("filename", "title", "parent_uid"),
    "variant_groups": ("name",),
    "variants": ("name",),
}
_PUBLISH_RULE = ("workflow", "workflow_stage", "environment")
_PUBLISH_RULE_LISTS = ("actions", "branches", "content_types", "locales")


def identify(module: IdentifiedModule, document: Document) -> Hashable:
    """Return a key that is equal for a payload and what it would create, update or find in the target.

    Take the key of a payload, not of what was exported: the payload has the parents, workflows and environments of the
    target. Add the `filename` to that of an asset.

    Examples:
        >>> identify("folders", {"name": "Photos", "parent_uid": None}) == identify("folders", {"name": "Photos"})
        True

    Args:
        module: What it is.
        document: A payload, or what was read from the target.
    """
    if module == "publish_rules":
        parts = tuple(read_uid(document.get(key)) for key in _PUBLISH_RULE)
        return (module, *parts, *(tuple(sorted(get_texts(document, key))) for key in _PUBLISH_RULE_LISTS))
    if module == "labels":
        return (module, get_text(document, "name"), tuple(get_texts(document, "parent")))
    return (module, *(get_text(document, key).strip() for key in _KEYS[module]))
