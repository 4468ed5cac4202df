"""Validates a single value of an entry: its type, format, bounds and choices."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from contentstack_cma_emulator.engine.clock import parse_date
from contentstack_cma_emulator.engine.documents import Document, as_object, get_object
from contentstack_cma_emulator.engine.errors import NOT_VALID
from contentstack_cma_emulator.engine.patterns import TooSlow, compile_pattern
from contentstack_cma_emulator.engine.query import are_equal
from contentstack_cma_emulator.rules import fields
from contentstack_cma_emulator.rules.fields import is_custom, is_rich_text, read_metadata, read_reference_targets
from contentstack_cma_emulator.rules.limits import MEGABYTE

REFERENCE_KEYS = ("uid", "_content_type_uid")
"""The only keys of a reference that may be sent."""

FILE_KEYS = ("uid",)
"""The only keys that may be sent if the value of a file field is an object."""

TERM_KEYS = ("taxonomy_uid", "term_uid")
"""The keys of a term that are stored in a taxonomy field."""


class Stored(Protocol):
    """What values may refer to."""

    def find_asset(self, uid: str) -> Document | None:
        """Return the asset with this uid (never a folder), or None."""
        ...

    def has_term(self, taxonomy_uid: str, uid: str) -> bool:
        """Return whether a taxonomy has this term."""
        ...


Check = Callable[[Document, Any, Stored], str | None]
"""Returns what is wrong with a value of a field, as the end of a sentence, or None."""


@dataclass(frozen=True, slots=True)
class EntryReference:
    """The target of a reference field."""

    content_type_uid: str
    uid: str


def read_reference(field: Document, value: Any) -> EntryReference | None:
    """Return the target of a reference: an object, or a bare uid if the field allows only one content type."""
    if isinstance(value, dict):
        named = cast("Document", value)
        value = named.get("uid")
        targets = [named.get("_content_type_uid")]
    else:
        targets = list[Any](read_reference_targets(field))
    if len(targets) != 1 or not isinstance(value, str) or not isinstance(targets[0], str):
        return None
    return EntryReference(targets[0], value)


def read_asset_uid(value: Any) -> str | None:
    """Return the uid in the value of a file field, which is a uid or an asset as it is read."""
    uid = cast("Document", value).get("uid") if isinstance(value, dict) else value
    return uid if isinstance(uid, str) else None


def check_value(field: Document, value: Any, stored: Stored) -> str | None:
    """Return what is wrong with a single value that is not empty, or None."""
    check = CHECKS.get(field["data_type"])
    if check is None or (field["data_type"] in ("json", "reference", "file") and is_custom(field)):
        return None
    return check(field, value, stored) or (_check_choice(field, value) if "enum" in field else None)


def _check_text(field: Document, value: Any, _stored: Stored) -> str | None:
    if not isinstance(value, str):
        return "is not a text."
    pattern = field.get("format")
    if pattern and not _fits(pattern, value):
        return str(get_object(field, "error_messages").get("format") or NOT_VALID)
    below, above = "has less than the minimum of {} characters.", "has more than the maximum of {} characters."
    return _check_bounds(field, len(value), below, above)


def _check_bounds(field: Document, value: float, below: str, above: str) -> str | None:
    """Return the message, with its bound, for a value below the `min` or above the `max` of a field, or None."""
    least, most = field.get("min"), field.get("max")
    if isinstance(least, int | float) and value < least:
        return below.format(least)
    return above.format(most) if isinstance(most, int | float) and value > most else None


def _fits(pattern: str, value: str) -> bool:
    try:
        return compile_pattern(pattern).fits(value)
    except ValueError:
        # The pattern was written for another regex engine; one that Python cannot compile accepts every value.
        return True
    except TooSlow:
        return False


def _check_number(field: Document, value: Any, _stored: Stored) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "is not a number."
    return _check_bounds(field, value, "is less than the minimum value {}.", "is greater than the maximum value {}.")


def _check_boolean(_field: Document, value: Any, _stored: Stored) -> str | None:
    return None if isinstance(value, bool) else "is not a boolean."


def _check_date(field: Document, value: Any, _stored: Stored) -> str | None:
    moment = _read_date(value)
    if moment is None:
        return "is not a date."
    start, end = _read_date(field.get("startDate")), _read_date(field.get("endDate"))
    if start and moment < start:
        return f"is before {field['startDate']}."
    return f"is after {field['endDate']}." if end and moment > end else None


def _read_date(value: Any) -> datetime | None:
    return parse_date(value) if isinstance(value, str) else None


def _check_link(_field: Document, value: Any, _stored: Stored) -> str | None:
    if not isinstance(value, dict):
        return "is not a link."
    link = cast("Document", value)
    texts = (link.get("title"), link.get("href"))
    return None if all(text is None or isinstance(text, str) for text in texts) else "is not a link."


def _check_reference(field: Document, value: Any, _stored: Stored) -> str | None:
    """Return what is wrong with a reference. Its target need not exist, because imports may write it later."""
    reference = read_reference(field, value)
    if reference is None or reference.content_type_uid not in read_reference_targets(field):
        return NOT_VALID
    return NOT_VALID if _has_more(value, REFERENCE_KEYS) or not fields.could_be_uid(reference.uid) else None


def _has_more(value: Any, keys: Collection[str]) -> bool:
    """Return whether a value is a whole entry or asset, as returned by reads, and not just a reference to it."""
    return isinstance(value, dict) and not cast("Document", value).keys() <= set(keys)


def _check_json(field: Document, value: Any, _stored: Stored) -> str | None:
    is_valid = not is_rich_text(field) or isinstance(as_object(value).get("children"), list)
    return None if is_valid else "is not a document of rich text."


def _check_file(field: Document, value: Any, stored: Stored) -> str | None:
    uid = None if _has_more(value, FILE_KEYS) else read_asset_uid(value)
    asset = stored.find_asset(uid) if uid else None
    if asset is None:
        return NOT_VALID
    if read_metadata(field).get("image") and not asset["content_type"].startswith("image/"):
        return "is not an image."
    size = int(asset["file_size"]) / MEGABYTE
    wrong_size = _check_bounds(field, size, "is smaller than {} MB.", "is larger than {} MB.")
    return _check_extension(field, asset) or wrong_size or _check_dimension(field, asset)


def _check_extension(field: Document, asset: Document) -> str | None:
    allowed = [extension.lower().lstrip(".") for extension in field.get("extensions") or ()]
    extension = asset["filename"].lower().rpartition(".")[2]
    return None if not allowed or extension in allowed else "has an extension that is not allowed."


def _check_dimension(field: Document, asset: Document) -> str | None:
    bounds = get_object(field, "dimension")
    for side, pixels in get_object(asset, "dimension").items():
        least, most = get_object(bounds, side).get("min"), get_object(bounds, side).get("max")
        if (least is not None and pixels < least) or (most is not None and pixels > most):
            return f"has a {side} that is not allowed."
    return None


def _check_choice(field: Document, value: Any) -> str | None:
    choices: Sequence[Document] = get_object(field, "enum").get("choices") or ()
    if not choices or any(are_equal(choice.get("value"), value) for choice in choices):
        return None
    return NOT_VALID


def _check_term(field: Document, value: Any, stored: Stored) -> str | None:
    term = as_object(value)
    known = [taxonomy["taxonomy_uid"] for taxonomy in field.get("taxonomies") or ()]
    uid: object = term.get("term_uid")
    if term.get("taxonomy_uid") not in known or not isinstance(uid, str):
        return NOT_VALID
    return None if stored.has_term(str(term["taxonomy_uid"]), uid) else NOT_VALID


CHECKS: Mapping[str, Check] = {
    "text": _check_text,
    "number": _check_number,
    "boolean": _check_boolean,
    "isodate": _check_date,
    "link": _check_link,
    "reference": _check_reference,
    "json": _check_json,
    "file": _check_file,
    "taxonomy": _check_term,
}
"""By data type. Fields of any other type accept every value."""
