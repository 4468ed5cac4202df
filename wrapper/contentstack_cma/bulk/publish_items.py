"""Read the items of runs that publish: entries, assets and variants. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from contentstack_cma_client import models
from contentstack_cma_client.dates import format_datetime

ASSETS = "sys_assets"
"""What the API uses in place of a content type for assets."""

_TYPE_KEYS = ("content_type", "content_type_uid", "_content_type_uid")
_KEYS = frozenset({*_TYPE_KEYS, "uid", "version", "locale", "variants", "variant_rules", "scheduled_at"})
_PAIR = 2
_HINT = "pass bulk.entry(content_type, uid) or bulk.asset(uid)"

Variant = str | Mapping[str, Any]
"""A variant of an entry: its uid, or a mapping with `uid` and optionally `version`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishItem:
    """An entry or asset to publish or unpublish. Create it with `bulk.entry` or `bulk.asset`.

    Attributes:
        uid: Uid of the entry or asset.
        content_type: Uid of the content type; `sys_assets` for an asset.
        version: Version number; None for the latest.
        locale: Code of the locale that `version` belongs to; None for the default.
        variants: The variants to publish with the entry, as mappings.
        variant_rules: Whether publishing the variants also publishes the entry itself.
        scheduled_at: When to do it; None for the time of the run.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A value is empty or out of bounds, or an asset has variants or a locale.
    """

    uid: str
    content_type: str
    version: int | None = None
    locale: str | None = None
    variants: tuple[Mapping[str, Any], ...] = ()
    variant_rules: Mapping[str, Any] | None = None
    scheduled_at: datetime | str | None = None

    def __post_init__(self) -> None:
        _check_text(self.uid, "uid")
        _check_text(self.content_type, "content_type")
        _check_version(self.version)
        if self.locale is not None:
            _check_text(self.locale, "locale")
        check_schedule(self.scheduled_at)
        if self.is_asset and (self.locale or self.variants or self.variant_rules):
            raise ValueError(f"the asset {self.uid!r} cannot have a locale or variants: only entries have them")

    @property
    def is_asset(self) -> bool:
        """Whether it is an asset."""
        return self.content_type == ASSETS

    def to_body(self) -> dict[str, Any]:
        """Return what a bulk call says about it."""
        named = {} if self.is_asset else {"content_type": self.content_type, "locale": self.locale}
        body = {"uid": self.uid, "version": self.version, **named}
        return {name: value for name, value in body.items() if value is not None}


PublishSource = PublishItem | models.Entry | models.Asset | tuple[str, str | models.Entry] | Mapping[str, Any]
"""An item of a run that publishes."""


def entry(
    content_type: str,
    uid: str | models.Entry,
    *,
    version: int | None = None,
    locale: str | None = None,
    variants: Iterable[Variant] = (),
    variant_rules: Mapping[str, Any] | None = None,
    scheduled_at: datetime | str | None = None,
) -> PublishItem:
    """Return an entry to publish or unpublish with `stack.publish_many()` or `stack.unpublish_many()`.

    Args:
        content_type: Uid of the content type.
        uid: The entry, or its uid.
        version: Version number, from 1. Default: the latest.
        locale: Code of the locale that `version` belongs to.
        variants: Variants to publish with the entry: their uids, or mappings with `uid` and optionally `version`.
        variant_rules: Whether publishing the variants also publishes the entry itself.
        scheduled_at: When to do it: a datetime with a time zone. Default: that of the run.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A value is empty or out of bounds.
    """
    return PublishItem(
        uid=uid.uid if isinstance(uid, models.Entry) else uid,
        content_type=content_type,
        version=version,
        locale=locale,
        variants=tuple(_read_variants(variants)),
        variant_rules=variant_rules,
        scheduled_at=scheduled_at,
    )


def asset(
    uid: str | models.Asset, *, version: int | None = None, scheduled_at: datetime | str | None = None
) -> PublishItem:
    """Return an asset to publish or unpublish with `stack.publish_many()` or `stack.unpublish_many()`.

    Args:
        uid: The asset, or its uid.
        version: Version number, from 1. Default: the latest.
        scheduled_at: When to do it: a datetime with a time zone. Default: that of the run.

    Raises:
        TypeError: A value is of the wrong type.
        ValueError: A value is empty or out of bounds.
    """
    named = uid.uid if isinstance(uid, models.Asset) else uid
    return PublishItem(uid=named, content_type=ASSETS, version=version, scheduled_at=scheduled_at)


def read_publish_item(item: object) -> PublishItem:
    """Read an item of a run that publishes.

    Raises:
        TypeError: It is none of the accepted types.
        ValueError: It does not say what to publish.
    """
    if isinstance(item, PublishItem):
        return item
    if isinstance(item, models.Asset):
        return asset(item)
    if isinstance(item, models.Entry):
        return entry(_find_content_type(item, f"the entry {item.uid!r} does not know its content type"), item)
    if isinstance(item, tuple):
        return _read_pair(cast("tuple[object, ...]", item))
    if isinstance(item, Mapping):
        return _read_mapping(cast("Mapping[str, Any]", item))
    hint = ": a uid alone may be that of an entry or an asset" if isinstance(item, str) else ""
    raise TypeError(f"an item must be an Entry, an Asset, a pair or a mapping, not {item!r}{hint}; {_HINT}")


def _read_pair(pair: tuple[object, ...]) -> PublishItem:
    if len(pair) != _PAIR:
        raise ValueError(f"a pair must be (content_type_uid, uid or entry), not {len(pair)} values: {_HINT}")
    content_type, named = pair
    if not isinstance(content_type, str) or not isinstance(named, (str, models.Entry, models.Asset)):
        raise TypeError(f"a pair must be (content_type_uid, uid or entry), not {pair!r}: {_HINT}")
    return PublishItem(uid=named if isinstance(named, str) else named.uid, content_type=content_type)


def _read_mapping(fields: Mapping[str, Any]) -> PublishItem:
    if unknown := sorted(set(fields) - _KEYS):
        raise ValueError(f"the item has the unknown key {unknown[0]!r}: the keys are {', '.join(sorted(_KEYS))}")
    uid = _check_text(fields.get("uid"), "uid")
    return PublishItem(
        uid=uid,
        content_type=_find_content_type(fields, f"the item {uid!r} has no content_type"),
        version=fields.get("version"),
        locale=fields.get("locale"),
        variants=tuple(_read_variants(fields.get("variants") or ())),
        variant_rules=fields.get("variant_rules"),
        scheduled_at=fields.get("scheduled_at"),
    )


def _find_content_type(fields: Mapping[str, Any], problem: str) -> str:
    found = next((fields[name] for name in _TYPE_KEYS if fields.get(name)), None)
    if found is None:
        raise ValueError(f"{problem}: {_HINT}")
    return _check_text(found, "content_type")


def _read_variants(variants: Iterable[Variant]) -> list[Mapping[str, Any]]:
    if isinstance(variants, (str, Mapping)):
        raise TypeError(f"variants must be a list, not {variants!r}")
    return [{"uid": _check_text(each, "uid")} if isinstance(each, str) else each for each in variants]


def _check_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {value!r}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")
    return value


def _check_version(version: object) -> None:
    if version is None:
        return
    if not isinstance(version, int) or isinstance(version, bool):
        raise TypeError(f"version must be an integer, not {version!r}")
    if version < 1:
        raise ValueError(f"version must be at least 1, not {version}")


def check_schedule(scheduled_at: datetime | str | None) -> None:
    """Check the time at which something is published.

    Raises:
        TypeError: It is neither a datetime nor a string.
        ValueError: It has no time zone, or is empty.
    """
    if isinstance(scheduled_at, datetime):
        format_datetime(scheduled_at)
    elif scheduled_at is not None:
        _check_text(scheduled_at, "scheduled_at")
