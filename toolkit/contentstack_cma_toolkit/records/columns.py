"""The columns of rows: dotted names of fields, known from the content type. No I/O."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .fields import ANY, SYSTEM_FIELDS, Field
from .references import RowError, parse_target

_JSON = "json"
_LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: Its name.
        path: The fields that lead to the value; digits are positions in a list. Empty for a system field.
        field: The field.
        target: Content type and key field of the entries that its cells refer to.
    """

    name: str
    path: tuple[str, ...]
    field: Field
    target: tuple[str, str] | None = None


def read_column(name: str, content_type: Field) -> Column:
    """Return the column with a name.

    Raises:
        RowError: The content type has no such field, or the column has an unknown type.
    """
    path_text, _, kind = name.partition(":")
    if name in SYSTEM_FIELDS and name not in content_type.fields:
        return Column(name, (), ANY)
    path = tuple(path_text.split("."))
    if kind == _JSON and all(path) and not path[0].isdecimal():
        return Column(name, path, ANY)
    found = _find_field(path, content_type)
    if not kind:
        return Column(name, path, found)
    target = parse_target(kind)
    if target is None or found.kind != "reference":
        raise RowError(f"has the type {kind!r}; expected json, or for a reference ref(CONTENT_TYPE.FIELD), or none")
    return Column(name, path, found, target)


def _find_field(path: Sequence[str], content_type: Field) -> Field:
    found = content_type
    for depth, key in enumerate(path):
        if found.is_list:
            if not key.isdecimal():
                parent = ".".join(path[:depth])
                raise RowError(f"is a field of a list: name its position, as in {parent}.0.{key}")
            found = found.item
        elif key in found.fields:
            found = found.fields[key]
        else:
            raise RowError(_describe_unknown(".".join(path[:depth]), key, found.fields))
    return found


def _describe_unknown(parent: str, key: str, known: Collection[str]) -> str:
    near = get_close_matches(key, known, 3)
    hint = f": did you mean {' or '.join(map(repr, near))}?" if near else f"; it has {', '.join(known) or 'no fields'}"
    where = f"the field {parent!r}" if parent else "the content type"
    return f"{where} has no field {key!r}{hint}"


def list_names(content_type: Field, *, has_positions: bool) -> list[str]:
    """Return the names of the columns that every entry can have, without the system fields.

    Args:
        content_type: The content type.
        has_positions: Whether the items of groups and blocks have columns of their own, which entries decide.
    """
    return list(_walk(content_type.fields, "", has_positions=has_positions))


def _walk(fields: Mapping[str, Field], prefix: str, *, has_positions: bool) -> Iterator[str]:
    for name, field in fields.items():
        if not field.has_fields or (field.is_list and not has_positions):
            yield prefix + name
        elif not field.is_list:
            yield from _walk(field.fields, f"{prefix}{name}.", has_positions=has_positions)


def compute_order(name: str, content_type: Field) -> tuple[int, ...]:
    """Return where a column belongs: system fields first, then in the order of the content type, unknown ones last."""
    if name in SYSTEM_FIELDS and name not in content_type.fields:
        return (-1, SYSTEM_FIELDS.index(name))
    found = content_type
    order: list[int] = []
    for key in name.partition(":")[0].split("."):
        if found.is_list and key.isdecimal():
            order.append(int(key))
            found = found.item
        elif key in found.fields:
            order.append(list(found.fields).index(key))
            found = found.fields[key]
        else:
            return (*order, _LAST)
    return tuple(order)
