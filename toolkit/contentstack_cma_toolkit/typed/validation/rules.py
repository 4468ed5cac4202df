"""The rules of the fields of a content type, made once and used for many entries. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from .values import Check, Wire, as_object, build_check, read_metadata

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import ContentType, GlobalField

MAX_INSTANCES = 100
"""The maximum number of values of a multiple field, and of modular blocks."""

MAX_TERMS = 25
"""The maximum number of terms of an entry."""

LITERAL_TYPES = ("text", "number", "boolean")
"""Data types whose default is the value itself."""

_NESTING = ("group", "global_field")
_ALWAYS_LISTS = ("blocks", "reference", "taxonomy")
_SINGLE_VALUES = ("text", "number", "boolean", "isodate")

CheckList = Callable[[Sequence[object]], str | None]
"""Returns what is wrong with the number of items of a list, or None."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What the value of a field must be.

    Attributes:
        uid: Uid of the field.
        is_required: Whether it must have a value.
        is_list: Whether the value is a list.
        takes_item: Whether a list of one item can be sent as the item.
        rejects_empty_list: Whether an empty list is a wrong value and not the lack of one.
        is_unique: Whether two entries cannot have the same value.
        check_list: Checks the number of items.
        check_item: Checks the value, or an item of it.
        fields: Rules of the fields of a group or global field.
        blocks: Rules of the fields of modular blocks, by the uid of the block.
        default: Value of new entries that do not set the field.
    """

    uid: str
    is_required: bool
    is_list: bool
    takes_item: bool
    rejects_empty_list: bool
    is_unique: bool
    check_list: CheckList
    check_item: Check
    fields: tuple[FieldRule, ...] | None = None
    blocks: Mapping[str, tuple[FieldRule, ...]] | None = None
    default: object = None


def build_rules(
    content_type: ContentType, global_fields: Mapping[str, GlobalField], terms: Mapping[str, Collection[str]]
) -> tuple[FieldRule, ...]:
    """Return the rules of the fields of a content type.

    Args:
        content_type: The content type.
        global_fields: The global fields by uid. One that is missing has no rules.
        terms: Uids of terms by taxonomy, where they are known.
    """
    return _RuleBuilder(terms).build_all(_list_fields(content_type.to_wire()), global_fields)


def _list_fields(wire: Wire) -> Sequence[Wire]:
    return cast("Sequence[Wire]", wire.get("schema") or ())


@dataclass(frozen=True, slots=True)
class _RuleBuilder:
    """Makes rules of fields as the API has them, because some options are the same for several kinds."""

    terms: Mapping[str, Collection[str]]

    def build_all(self, schema: Sequence[Wire], global_fields: Mapping[str, GlobalField]) -> tuple[FieldRule, ...]:
        return tuple(self._build(each, global_fields) for each in schema)

    def _build(self, wire: Wire, global_fields: Mapping[str, GlobalField]) -> FieldRule:
        kind: str = wire["data_type"]
        is_list = kind in _ALWAYS_LISTS or bool(wire.get("multiple"))
        check = build_check(wire, self.terms)
        return FieldRule(
            wire["uid"],
            is_required=bool(wire.get("mandatory")),
            is_list=is_list,
            takes_item=kind == "reference",
            rejects_empty_list=kind in _SINGLE_VALUES and not is_list,
            is_unique=bool(wire.get("unique")) and not is_list and not _gets_uids(wire),
            check_list=_build_list_check(wire),
            check_item=check,
            fields=self._build_inner(wire, global_fields) if kind in _NESTING else None,
            blocks=self._build_blocks(wire, global_fields) if kind == "blocks" else None,
            default=_read_default(wire, check, is_list=is_list),
        )

    def _build_blocks(
        self, wire: Wire, global_fields: Mapping[str, GlobalField]
    ) -> Mapping[str, tuple[FieldRule, ...]]:
        blocks: Sequence[Wire] = wire.get("blocks") or ()
        return {each["uid"]: self._build_inner(each, global_fields) for each in blocks}

    def _build_inner(self, part: Wire, global_fields: Mapping[str, GlobalField]) -> tuple[FieldRule, ...]:
        """Make the rules of a group or a block, or of the global field that it is."""
        uid: object = part.get("reference_to")
        if not isinstance(uid, str):
            return self.build_all(_list_fields(part), global_fields)
        if uid not in global_fields:
            return ()
        # A global field that contains itself ends there.
        others = {other: each for other, each in global_fields.items() if other != uid}
        return self.build_all(_list_fields(global_fields[uid].to_wire()), others)


def _gets_uids(wire: Wire) -> bool:
    """Return whether the API adds uids to the value, so that two values are never the same."""
    return wire["data_type"] in _NESTING or bool(read_metadata(wire).get("allow_json_rte"))


def _read_default(wire: Wire, check: Check, *, is_list: bool) -> object:
    """Return the default of a field in the form of entries, or None. The API ignores one that is invalid."""
    default: Any = read_metadata(wire).get("default_value")
    if default in (None, "", []):
        return None
    value: object = default if wire["data_type"] in LITERAL_TYPES else _to_entry_form(wire, default)
    if value is None:
        return None
    if not is_list:
        return None if check(value) else value
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return None if any(map(check, items)) else items


def _to_entry_form(wire: Wire, default: object) -> object:
    parts = as_object(default)
    if wire["data_type"] == "link" and (parts.get("title") or parts.get("url")):
        return {"title": parts.get("title") or "", "href": parts.get("url") or ""}
    if wire["data_type"] == "isodate" and parts.get("date"):
        return f"{parts['date']}T{parts['time']}" if parts.get("time") else parts["date"]
    return None


def _build_list_check(wire: Wire) -> CheckList:
    least, most = _read_limits(wire)
    check_terms = _build_terms_check(wire) if wire["data_type"] == "taxonomy" else None

    def check(items: Sequence[object]) -> str | None:
        count = len(items)
        if isinstance(least, int) and count < least:
            return f"has {count} values, but must have at least {least}"
        if isinstance(most, int) and count > most:
            return f"has {count} values, but can have at most {most}"
        return check_terms(items) if check_terms else None

    return check


def _read_limits(wire: Wire) -> tuple[object, object]:
    least, most = wire.get("min_instance"), wire.get("max_instance")
    is_multiple = bool(wire.get("multiple"))
    if wire["data_type"] == "reference" and not is_multiple and not read_metadata(wire).get("ref_multiple"):
        most = 1
    if is_multiple or wire["data_type"] == "blocks":
        most = min(most, MAX_INSTANCES) if isinstance(most, int) else MAX_INSTANCES
    return least, most


def _build_terms_check(wire: Wire) -> CheckList:
    taxonomies: Sequence[Wire] = wire.get("taxonomies") or ()

    def check(items: Sequence[object]) -> str | None:
        if len(items) > MAX_TERMS:
            return f"has {len(items)} terms, but can have at most {MAX_TERMS}"
        return next(filter(None, (_check_terms_of(each, items) for each in taxonomies)), None)

    return check


def _check_terms_of(taxonomy: Wire, items: Sequence[object]) -> str | None:
    """Return what is wrong with the number of terms of one taxonomy."""
    uid: object = taxonomy["taxonomy_uid"]
    count = sum(as_object(item).get("taxonomy_uid") == uid for item in items)
    most = taxonomy.get("max_terms") or (1 if taxonomy.get("multiple") is False else None)
    if taxonomy.get("mandatory") and not count:
        return f"must have a term of the taxonomy {uid!r}"
    if most is not None and count > most:
        return f"has {count} terms of the taxonomy {uid!r}, but can have at most {most}"
    return None


__all__ = ["MAX_INSTANCES", "MAX_TERMS", "FieldRule", "build_rules"]
