"""Steps that make several fields of one, and one of several."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..schemas import Declared, to_field
from ..session import run_step
from ..values import is_empty
from .moving import Move, move_values

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import Entry


def split_field(
    stack: "Stack",
    content_type: str,
    field: str,
    into: Sequence[Declared],
    function: Callable[[Any], Mapping[str, Any]],
    *,
    keep: bool = False,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Split a field into several, in every locale.

    A function for the fields `first_name` and `last_name`:

        def split_name(name):
            first, last = name.split(" ", 1)
            return {"first_name": first, "last_name": last}

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: Uid of the field.
        into: The new fields.
        function: Returns the values of the new fields by uid for a value of the old one. Not called for entries without
            a value.
        keep: Keep the old field, as `title` must be.
        overwrite: Overwrite other values of new fields that exist already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: There is no such field, or values cannot be moved.
    """
    targets = [to_field(each) for each in into]
    uids = {each["uid"] for each in targets}

    def compute(entry: "Entry") -> Mapping[str, Any]:
        value = entry.get(field)
        return {} if is_empty(value) else _check_uids(function(value), uids)

    move = Move(
        content_type=content_type,
        sources=[field],
        targets=targets,
        compute=compute,
        removed=[] if keep else [field],
        overwrite=overwrite,
        republish=republish,
    )
    run_step(
        stack,
        f"split field {content_type}.{field} into {', '.join(each['uid'] for each in targets)}",
        partial(move_values, move=move),
    )


def _check_uids(values: Mapping[str, Any], uids: set[str]) -> Mapping[str, Any]:
    if unknown := sorted(values.keys() - uids):
        raise ValueError(f"the function returned a value for {unknown[0]!r}, which is none of the new fields")
    return values


def merge_fields(
    stack: "Stack",
    content_type: str,
    fields: Sequence[str],
    into: Declared,
    function: Callable[[Mapping[str, Any]], Any],
    *,
    keep: bool = False,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Merge several fields into one, in every locale.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        fields: Uids of the fields.
        into: The new field.
        function: Returns the value of the new field for the values of the old ones by uid. A value may be None. Not
            called for entries without any of them.
        keep: Keep the old fields.
        overwrite: Overwrite other values of a new field that exists already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: One of the fields does not exist, or values cannot be moved.
        ValueError: `fields` is empty.
    """
    if not fields:
        raise ValueError("fields must name at least one field")
    target = to_field(into)

    def compute(entry: "Entry") -> Mapping[str, Any]:
        values = {uid: entry.get(uid) for uid in fields}
        return {} if all(map(is_empty, values.values())) else {target["uid"]: function(values)}

    move = Move(
        content_type=content_type,
        sources=list(fields),
        targets=[target],
        compute=compute,
        removed=[] if keep else list(fields),
        overwrite=overwrite,
        republish=republish,
    )
    run_step(
        stack,
        f"merge fields {', '.join(fields)} of {content_type} into {target['uid']}",
        partial(move_values, move=move),
    )
