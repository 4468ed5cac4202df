"""What is wrong with a single value of a field: its type, format, bounds and choices. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from .patterns import ValuePattern
from .problems import describe

Wire = Mapping[str, Any]
"""A field as the API has it."""

Check = Callable[[object], str | None]
"""Returns what is wrong with a value, or None."""

REFERENCE_KEYS = frozenset({"uid", "_content_type_uid"})
"""The keys of a reference that can be sent."""

_SHOWN = 8
"""Choices that a message lists."""

_UID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?")
_ANY_FORM = ("json", "reference", "file")
"""Data types whose values, if an extension edits them, can be anything."""


def build_check(wire: Wire, terms: Mapping[str, Collection[str]]) -> Check:
    """Return the check of a value of a field, or of an item if the field holds several.

    Args:
        wire: The field.
        terms: Uids of terms by taxonomy, where they are known.
    """
    kind: object = wire["data_type"]
    if kind in _ANY_FORM and wire.get("extension_uid"):
        return accept
    if kind == "taxonomy":
        return _build_term_check(wire, terms)
    build = _BUILDERS.get(kind)
    if build is None:
        return accept
    return _with_choices(wire, build(wire))


def accept(_value: object) -> None:
    """Accept every value."""


def read_metadata(wire: Wire) -> Wire:
    """Return the `field_metadata` of a field."""
    return as_object(wire.get("field_metadata"))


def read_object(value: object) -> Wire | None:
    """Return a value if it is a JSON object, otherwise None."""
    return cast("Wire", value) if isinstance(value, dict) else None


def as_object(value: object) -> Wire:
    """Return a value if it is a JSON object, otherwise an empty object."""
    return read_object(value) or {}


def could_be_uid(value: object) -> bool:
    """Return whether a value has the form of the uid of an entry or asset."""
    return isinstance(value, str) and _UID.fullmatch(value) is not None


def are_equal(left: object, right: object) -> bool:
    """Return whether two JSON values are equal. True is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _with_choices(wire: Wire, check: Check) -> Check:
    choices: Sequence[Wire] = as_object(wire.get("enum")).get("choices") or ()
    if not choices:
        return check
    allowed: list[object] = [each.get("value") for each in choices]
    rest = f" and {len(allowed) - _SHOWN:,} more" if len(allowed) > _SHOWN else ""
    listed = ", ".join(f"{each!r:.60}" for each in allowed[:_SHOWN]) + rest

    def check_with_choices(value: object) -> str | None:
        wrong = check(value)
        if wrong or any(are_equal(each, value) for each in allowed):
            return wrong
        return f"must be one of {listed}, not {describe(value)}"

    return check_with_choices


def _build_text_check(wire: Wire) -> Check:
    least, most = _read_bound(wire, "min"), _read_bound(wire, "max")
    pattern = ValuePattern(wire["format"]) if isinstance(wire.get("format"), str) and wire["format"] else None
    message: object = as_object(wire.get("error_messages")).get("format")
    mismatch = str(message) if message else f"does not match the pattern {wire.get('format')!r:.80}"

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return f"must be a text, not {describe(value)}"
        if pattern and not pattern.accepts(value):
            return mismatch
        if least is not None and len(value) < least:
            return f"has {len(value)} characters, but must have at least {least:g}"
        if most is not None and len(value) > most:
            return f"has {len(value)} characters, but can have at most {most:g}"
        return None

    return check


def _build_number_check(wire: Wire) -> Check:
    least, most = _read_bound(wire, "min"), _read_bound(wire, "max")

    def check(value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"must be a number, not {describe(value)}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"must be a finite number, not {value!r}"
        if least is not None and value < least:
            return f"must be at least {least}, not {describe(value)}"
        return f"must be at most {most}, not {describe(value)}" if most is not None and value > most else None

    return check


def _read_bound(wire: Wire, key: str) -> float | None:
    bound: object = wire.get(key)
    return bound if isinstance(bound, int | float) else None


def _build_boolean_check(_wire: Wire) -> Check:
    return lambda value: None if isinstance(value, bool) else f"must be true or false, not {describe(value)}"


def _build_date_check(wire: Wire) -> Check:
    start, end = _parse_date(wire.get("startDate")), _parse_date(wire.get("endDate"))

    def check(value: object) -> str | None:
        if isinstance(value, datetime):
            return "is a datetime without a time zone: use an aware one, such as datetime.now(UTC)"
        moment = _parse_date(value)
        if moment is None:
            return f"must be a date in ISO 8601, such as '2026-01-31T09:30:00.000Z', not {describe(value)}"
        if start and moment < start:
            return f"must not be before {wire['startDate']}"
        return f"must not be after {wire['endDate']}" if end and moment > end else None

    return check


def _parse_date(value: object) -> datetime | None:
    """Return a date, with or without a time; one without a time zone is in UTC. None if the value is no date."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _build_link_check(_wire: Wire) -> Check:
    def check(value: object) -> str | None:
        link = read_object(value)
        if link is None:
            return f"must be an object with `title` and `href`, not {describe(value)}"
        texts = [link.get(key) for key in ("title", "href")]
        is_valid = all(text is None or isinstance(text, str) for text in texts)
        return None if is_valid else "must have texts as `title` and `href`"

    return check


def _build_reference_check(wire: Wire) -> Check:
    named: object = wire.get("reference_to")
    targets = [named] if isinstance(named, str) else list(cast("Sequence[str]", named or ()))

    def check(value: object) -> str | None:
        reference = read_object(value)
        if reference is None:
            is_valid = len(targets) == 1 and could_be_uid(value)
            return None if is_valid else f"must be {_describe_reference(targets)}, not {describe(value)}"
        if not reference.keys() <= REFERENCE_KEYS:
            return "must only have `uid` and `_content_type_uid`: an entry as it is read cannot be sent as a reference"
        if not could_be_uid(reference.get("uid")):
            return f"must have the uid of an entry as `uid`, not {describe(reference.get('uid'))}"
        if reference.get("_content_type_uid") in targets:
            return None
        return f"must refer to {_list_targets(targets)}, not to {describe(reference.get('_content_type_uid'))}"

    return check


def _describe_reference(targets: Sequence[str]) -> str:
    return "the uid of an entry" if len(targets) == 1 else "an object with `uid` and `_content_type_uid`"


def _list_targets(targets: Sequence[str]) -> str:
    return " or ".join(map(repr, targets)) or "nothing"


def _build_json_check(wire: Wire) -> Check:
    if not read_metadata(wire).get("allow_json_rte"):
        return accept

    def check(value: object) -> str | None:
        is_valid = isinstance(as_object(value).get("children"), list)
        return None if is_valid else f"must be a document of JSON rich text with `children`, not {describe(value)}"

    return check


def _build_file_check(_wire: Wire) -> Check:
    def check(value: object) -> str | None:
        asset = read_object(value)
        if asset is not None and list(asset) != ["uid"]:
            return "must only have `uid`: an asset as it is read cannot be sent, only its uid"
        uid = value if asset is None else asset["uid"]
        return None if could_be_uid(uid) else f"must be the uid of an asset, not {describe(uid)}"

    return check


def _build_term_check(wire: Wire, terms: Mapping[str, Collection[str]]) -> Check:
    allowed = {each["taxonomy_uid"]: terms.get(each["taxonomy_uid"]) or None for each in wire.get("taxonomies") or ()}

    def check(value: object) -> str | None:
        taxonomy, uid = as_object(value).get("taxonomy_uid"), as_object(value).get("term_uid")
        if not isinstance(taxonomy, str) or not isinstance(uid, str):
            return f"must be an object with texts as `taxonomy_uid` and `term_uid`, not {describe(value)}"
        if taxonomy not in allowed:
            return f"must be a term of {_list_targets(list(allowed))}, not of {describe(taxonomy)}"
        known = allowed[taxonomy]
        is_known = known is None or uid in known
        return None if is_known else f"must be a term of {taxonomy!r}, which has no term {describe(uid)}"

    return check


_BUILDERS: Mapping[object, Callable[[Wire], Check]] = {
    "text": _build_text_check,
    "number": _build_number_check,
    "boolean": _build_boolean_check,
    "isodate": _build_date_check,
    "link": _build_link_check,
    "reference": _build_reference_check,
    "json": _build_json_check,
    "file": _build_file_check,
}
"""By data type. Fields of any other type accept every value."""

__all__ = ["Check", "Wire", "accept", "as_object", "build_check", "could_be_uid", "read_metadata", "read_object"]
