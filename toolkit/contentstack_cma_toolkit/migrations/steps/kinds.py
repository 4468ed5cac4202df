"""The step that changes the kind of a field."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..schemas import Declared, describe_kind, find_field, get_schema, to_field
from ..session import run_step
from ..target import Definition
from ..values import is_empty
from .moving import Move, move_values, read_content_type

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import Entry

    from ..session import Step

_SUFFIX = "_new_kind"
"""End of the uid of the field that holds the values while the field is replaced."""


def change_kind(
    stack: "Stack",
    content_type: str,
    field: Declared,
    *,
    convert: Callable[[Any], Any],
    republish: bool = False,
) -> None:
    """Change the kind of a field, and convert its values in every locale.

    The API loses values when the kind of a field changes. So the converted values are first written to another field,
    whose uid ends in `_new_kind`; then the field is replaced, the values are copied back, and the other field is
    removed.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: The field as it is to be, with its uid.
        convert: Returns the new value for an old one. Not called for entries without a value.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: There is no such field, or a value cannot be converted.
    """
    wire = to_field(field)
    body = partial(_change_kind, content_type=content_type, field=wire, convert=convert, republish=republish)
    run_step(stack, f"change kind of {content_type}.{wire['uid']} to {wire['data_type']}", body)


def _change_kind(
    step: "Step", content_type: str, field: Definition, convert: Callable[[Any], Any], *, republish: bool
) -> None:
    uid, other = field["uid"], f"{field['uid']}{_SUFFIX}"
    schema = get_schema(read_content_type(step, content_type))
    present = find_field(schema, uid)
    if present is not None and describe_kind(present) == describe_kind(field) and find_field(schema, other) is None:
        return
    if present is None or describe_kind(present) != describe_kind(field):
        aside = {**field, "uid": other, "mandatory": False, "unique": False}
        move_values(step, _build_move(content_type, uid, aside, convert, republish=False))
    move_values(step, _build_move(content_type, other, field, _keep, republish=republish))


def _keep(value: Any) -> Any:
    return value


def _build_move(
    content_type: str, source: str, target: Definition, convert: Callable[[Any], Any], *, republish: bool
) -> Move:
    def compute(entry: "Entry") -> Mapping[str, Any]:
        value = entry.get(source)
        return {} if is_empty(value) else {target["uid"]: convert(value)}

    return Move(
        content_type=content_type,
        sources=[source],
        targets=[target],
        compute=compute,
        removed=[source],
        renamed={source: target["uid"]},
        overwrite=True,
        republish=republish,
    )
