"""Read all of a stack through our SDK, as plain data."""

import hashlib
from collections.abc import Iterable
from typing import Any, Protocol

from contentstack_cma import Stack, models

Document = dict[str, Any]
Contents = dict[str, list[Document]]
"""The resources of a stack by kind. An entry is there once for each locale that it has content in."""


class Readable(Protocol):
    """A model of ours."""

    def to_dict(self) -> Document:
        """Return it as the server wrote it."""
        ...


def read_stack(stack: Stack) -> Contents:
    """Return everything that a stack has."""
    return {
        "locale": _to_plain(stack.locales.list()),
        "environment": _to_plain(stack.environments.list()),
        "extension": _to_plain(stack.extensions.list()),
        "webhook": _to_plain(stack.webhooks.list()),
        "label": _to_plain(stack.labels.list()),
        "role": _to_plain(stack.roles.list(include_rules=True)),
        "workflow": _to_plain(stack.workflows.list()),
        "publish rule": _to_plain(stack.publish_rules.list()),
        "global field": _to_plain(stack.global_fields.list()),
        "content type": _to_plain(stack.content_types.list()),
        **_read_taxonomies(stack),
        "folder": _to_plain(stack.asset_folders.list()),
        "asset": [_read_asset(stack, asset) for asset in stack.assets.list(include_publish_details=True)],
        "entry": _read_entries(stack),
    }


def _to_plain(models_: Iterable[Readable]) -> list[Document]:
    return [model.to_dict() for model in models_]


def _read_taxonomies(stack: Stack) -> Contents:
    taxonomies: list[Document] = []
    terms: list[Document] = []
    for taxonomy in stack.taxonomies.list():
        taxonomies += _add_localized(taxonomy, stack.taxonomies.list_locales(taxonomy.uid))
        in_taxonomy = stack.terms(taxonomy.uid)
        for term in in_taxonomy.list(depth=0, include_order=True):
            terms += _add_localized(term, in_taxonomy.list_locales(term.uid))
    return {"taxonomy": taxonomies, "term": terms}


def _add_localized(model: Readable, found: Iterable[Readable]) -> list[Document]:
    """Return a taxonomy or a term as it is in the master locale, and as it is where it is localized."""
    master = model.to_dict()
    others = [held for held in _to_plain(found) if held.get("localized", True) and held["locale"] != master["locale"]]
    return [master, *others]


def _read_asset(stack: Stack, asset: models.Asset) -> Document:
    with stack.assets.stream(asset) as pieces:
        return {**asset.to_dict(), "bytes": hashlib.sha256(b"".join(pieces)).hexdigest()}


def _read_entries(stack: Stack) -> list[Document]:
    codes = [locale.code for locale in stack.locales.list()]
    found: list[Document] = []
    for content_type in stack.content_types.list():
        entries = stack.entries(content_type.uid)
        for code in codes:
            listed = entries.list(locale=code, include_publish_details=True)
            # An entry without content in a locale is listed with that of a fallback.
            found += [
                {**entry.to_dict(), "_content_type_uid": content_type.uid} for entry in listed if entry.locale == code
            ]
    return found
