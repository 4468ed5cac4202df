"""The short texts for files, references, terms and dates in cells, and JSON for the rest. Pure functions."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

from .errors import shorten
from .fields import Field
from .references import RowError, build_reference, is_reference

if TYPE_CHECKING:
    from contentstack_cma.bulk import Reference

_UID = re.compile(r"[A-Za-z0-9_-]+")
_UIDS = re.compile(r"\s*[\w-]+(?:[:/][\w-]+)?(?:\s*,\s*[\w-]+(?:[:/][\w-]+)?)*\s*", re.ASCII)
_TERM = re.compile(r"([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+)")
_REFERENCE = re.compile(r"([A-Za-z0-9_-]+):([A-Za-z0-9_-]+)")
_KEY = re.compile(r"(\w+)\.(\w+):(.+)", re.DOTALL | re.ASCII)
_DATE_LENGTH = len("2026-01-31")


class FilePath(str):
    """The path of a file that stands for an asset."""

    __slots__ = ()


def format_path(path: str) -> FilePath:
    """Return a path as it is in a cell: never like a uid, nor like JSON."""
    return FilePath(f"./{path}" if is_uid(path) or path.startswith("[") or _UIDS.fullmatch(path) else path)


def is_uid(text: str) -> bool:
    """Return whether a text has the form of a uid."""
    return _UID.fullmatch(text) is not None


def is_list_of_uids(text: str) -> bool:
    """Return whether a text is one uid or more between commas, each perhaps with its content type or taxonomy."""
    return _UIDS.fullmatch(text) is not None


def dump_json(value: object) -> str:
    """Return JSON. References by a key are `{"$ref": …}`."""
    return json.dumps(value, ensure_ascii=False, default=_dump_reference)


def _dump_reference(value: Any) -> dict[str, dict[str, Any]]:
    return {"$ref": {"content_type": value.content_type, "key": value.key, "field": value.field}}


def format_item(value: Any, field: Field) -> str | None:
    """Return the text of an asset, a reference or a term; None if it has no short text."""
    if field.kind == "file":
        has_text = isinstance(value, FilePath) or (isinstance(value, str) and is_uid(value))
        return cast("str", value) if has_text else None
    if field.kind == "taxonomy":
        return _join(value, ("taxonomy_uid", "term_uid"), "/")
    return _format_reference(value, field)


def _format_reference(value: Any, field: Field) -> str | None:
    if isinstance(value, str):
        return value if field.has_bare_uids and is_uid(value) else None
    if is_reference(value):
        return f"{value.content_type}.{value.field}:{value.key}"
    if not isinstance(value, Mapping):
        return None
    text = _join(cast("Mapping[str, Any]", value), ("_content_type_uid", "uid"), ":")
    is_allowed = not field.targets or cast("Mapping[str, Any]", value).get("_content_type_uid") in field.targets
    return text if is_allowed else None


def _join(value: Any, keys: tuple[str, str], sign: str) -> str | None:
    if not isinstance(value, Mapping):
        return None
    found = cast("Mapping[str, Any]", value)
    parts = [found.get(key) for key in keys]
    has_text = len(found) == len(keys) and all(isinstance(part, str) and is_uid(part) for part in parts)
    return sign.join(cast("list[str]", parts)) if has_text else None


def parse_term(text: str) -> dict[str, str]:
    """Return a term of a taxonomy.

    Raises:
        RowError: The text has another form.
    """
    match = _TERM.fullmatch(text.strip())
    if match is None:
        raise RowError(f"expected terms as taxonomy/term, such as colors/red, not {shorten(text)}")
    return {"taxonomy_uid": match[1], "term_uid": match[2]}


def parse_reference(text: str, field: Field) -> "dict[str, str] | str | Reference":
    """Return a reference by uid, or by the value of a key field.

    Raises:
        RowError: The text has another form, or the field cannot refer to this content type.
    """
    if match := _KEY.fullmatch(text):
        _check_target(match[1], field)
        return build_reference(match[1], match[2], match[3])
    if match := _REFERENCE.fullmatch(text.strip()):
        _check_target(match[1], field)
        return {"uid": match[2], "_content_type_uid": match[1]}
    uid = text.strip()
    if is_uid(uid) and field.has_bare_uids:
        return uid
    if is_uid(uid) and len(field.targets) == 1:
        return {"uid": uid, "_content_type_uid": field.targets[0]}
    target = field.targets[0] if field.targets else "author"
    raise RowError(f"expected a reference such as {target}:blt0123 or {target}.title:Jane, not {shorten(text)}")


def _check_target(content_type: str, field: Field) -> None:
    if field.targets and content_type not in field.targets:
        raise RowError(f"cannot refer to {content_type!r}; expected {' or '.join(map(repr, field.targets))}")


def parse_date(text: str) -> date | None:
    """Return a date, with its time if it has one; None if the text is none."""
    parse = date.fromisoformat if len(text) == _DATE_LENGTH else datetime.fromisoformat
    try:
        return parse(text)
    except ValueError:
        return None


def format_date(moment: date) -> str:
    """Return a date as the API writes it.

    Raises:
        RowError: A time has no time zone.
    """
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if moment.tzinfo is None:
        raise RowError(f"{moment} has no time zone: in pandas, use dt.tz_localize('UTC')")
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
