"""Steps that move fields into a group or global field, and out of it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import StepError
from ..schemas import Declared, find_field, get_schema, put_field, require_kind, to_field
from ..session import run_step
from ..target import Compute, Definition
from ..values import is_empty
from .moving import Move, move_values, read_content_type

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import Entry

    from ..session import Step


def move_into_group(
    stack: "Stack",
    content_type: str,
    fields: Sequence[str],
    group: Declared | str,
    *,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Move fields into a group, with their values in every locale.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        fields: Uids of the fields.
        group: Uid of a group of the content type, or the group to create. It must not be multiple.
        overwrite: Overwrite other values that the group has already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: A field or the group does not exist, or values cannot be moved.
        ValueError: `fields` is empty.
    """
    _require_names(fields)
    declared = {"uid": group, "data_type": "group"} if isinstance(group, str) else to_field(group)
    body = partial(
        _move_into_group,
        content_type=content_type,
        fields=fields,
        group=declared,
        must_exist=isinstance(group, str),
        overwrite=overwrite,
        republish=republish,
    )
    run_step(stack, f"move fields {', '.join(fields)} of {content_type} into group {declared['uid']}", body)


def _require_names(fields: Sequence[str]) -> None:
    if isinstance(fields, str) or not fields:
        raise ValueError("fields must be a list of at least one uid")


def _move_into_group(
    step: "Step",
    content_type: str,
    fields: Sequence[str],
    group: Definition,
    *,
    must_exist: bool,
    overwrite: bool,
    republish: bool,
) -> None:
    schema = get_schema(read_content_type(step, content_type))
    present = find_field(schema, group["uid"])
    if present is None and must_exist:
        raise StepError(f"the content type {content_type!r} has no group {group['uid']!r}: pass its definition")
    wanted = {**group, **(present or {})}
    _require_single(content_type, wanted, "group")
    left = [uid for uid in fields if find_field(get_schema(wanted), uid) is None or find_field(schema, uid) is not None]
    for uid in left:
        wanted["schema"] = put_field(get_schema(wanted), _require_field(content_type, schema, uid))
    if left:
        move_values(step, _build_move_in(content_type, left, wanted, overwrite=overwrite, republish=republish))


def _require_single(content_type: str, field: Definition, data_type: str) -> None:
    if field["data_type"] != data_type or field.get("multiple"):
        kind = f"multiple {field['data_type']}" if field.get("multiple") else field["data_type"]
        noun = data_type.replace("_", " ")
        raise StepError(f"{content_type}.{field['uid']} must be a {noun} that is not multiple; it is a {kind} field")


def _require_field(content_type: str, schema: Sequence[Definition], uid: str) -> Definition:
    found = find_field(schema, uid)
    if found is None:
        uids = ", ".join(each["uid"] for each in schema)
        raise StepError(f"the content type {content_type!r} has no field {uid!r}: it has {uids}")
    return found


def _build_move_in(
    content_type: str, fields: Sequence[str], group: Definition, *, overwrite: bool, republish: bool
) -> Move:
    uid = group["uid"]

    def compute(entry: "Entry") -> Mapping[str, Any]:
        values = {name: entry.get(name) for name in fields if not is_empty(entry.get(name))}
        present: Mapping[str, Any] = entry.get(uid) or {}
        return {uid: {**present, **values}} if values else {}

    return Move(
        content_type=content_type,
        sources=fields,
        targets=[group],
        compute=compute,
        removed=fields,
        renamed={name: f"{uid}.{name}" for name in fields},
        overwrite=overwrite,
        republish=republish,
    )


def move_into_global_field(
    stack: "Stack",
    content_type: str,
    fields: Sequence[str],
    global_field: str,
    *,
    uid: str | None = None,
    display_name: str | None = None,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Move fields into a global field, with their values in every locale.

    The global field must have fields with the same uids and of the same kinds: create it before.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        fields: Uids of the fields.
        global_field: Uid of the global field.
        uid: Uid of the field that holds it in the content type. Default: that of the global field.
        display_name: Display name of that field. Default: the title of the global field.
        overwrite: Overwrite other values that it has already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: A field or the global field does not exist, or values cannot be moved.
        ValueError: `fields` is empty.
    """
    _require_names(fields)
    holder = {"uid": uid or global_field, "data_type": "global_field", "reference_to": global_field}
    if display_name is not None:
        holder["display_name"] = display_name
    body = partial(
        _move_into_global_field,
        content_type=content_type,
        fields=fields,
        holder=holder,
        overwrite=overwrite,
        republish=republish,
    )
    run_step(stack, f"move fields {', '.join(fields)} of {content_type} into global field {global_field}", body)


def _move_into_global_field(
    step: "Step", content_type: str, fields: Sequence[str], holder: Definition, *, overwrite: bool, republish: bool
) -> None:
    shared = read_global_field(step, holder["reference_to"])
    schema = get_schema(read_content_type(step, content_type))
    present = find_field(schema, holder["uid"])
    left = [name for name in fields if find_field(schema, name) is not None or present is None]
    for name in left:
        inner = find_field(get_schema(shared), name)
        if inner is None:
            raise StepError(
                f"the global field {shared['uid']!r} has no field {name!r}: add it to the global field first"
            )
        require_kind(content_type, _require_field(content_type, schema, name), inner)
    wanted = {"display_name": shared.get("title") or shared["uid"], **holder}
    if left:
        move_values(
            step, _build_move_in(content_type, left, present or wanted, overwrite=overwrite, republish=republish)
        )


def read_global_field(step: "Step", uid: str) -> Definition:
    """Return a global field.

    Raises:
        StepError: It does not exist.
    """
    found = step.target.read("global field", uid)
    if found is None:
        raise StepError(f"the global field {uid!r} does not exist: create it first with steps.create_global_field")
    return found


def move_out_of_group(
    stack: "Stack",
    content_type: str,
    group: str,
    fields: Sequence[str] | None = None,
    *,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Move fields out of a group or global field, with their values in every locale.

    A group that has no fields any more is removed. A global field is always removed from the content type, so all of
    its fields must be moved.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        group: Uid of the group, or of the field that holds the global field. It must not be multiple.
        fields: Uids of the fields in it. Default: all.
        overwrite: Overwrite other values that fields of the content type have already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: The group or a field does not exist, or values cannot be moved.
    """
    body = partial(
        _move_out,
        content_type=content_type,
        group=group,
        fields=fields,
        overwrite=overwrite,
        republish=republish,
    )
    named = "all fields" if fields is None else f"fields {', '.join(fields)}"
    run_step(stack, f"move {named} out of {content_type}.{group}", body)


def _move_out(
    step: "Step",
    content_type: str,
    group: str,
    fields: Sequence[str] | None,
    *,
    overwrite: bool,
    republish: bool,
) -> None:
    schema = get_schema(read_content_type(step, content_type))
    holder = find_field(schema, group)
    if holder is None:
        _require_moved_out(content_type, schema, group, fields)
        return
    inner = _read_inner(step, content_type, holder)
    chosen = [each["uid"] for each in inner] if fields is None else list(fields)
    left = [each for each in inner if each["uid"] not in chosen]
    if left and holder["data_type"] == "global_field":
        raise StepError(
            f"{content_type}.{group} is a global field, and {left[0]['uid']!r} would be lost: move all fields"
        )
    moved = [each for each in inner if each["uid"] in chosen]
    if not moved:
        return
    move_values(
        step,
        Move(
            content_type=content_type,
            sources=[group],
            targets=moved,
            compute=_build_move_out(group, [each["uid"] for each in moved]),
            removed=[] if left else [group],
            replaced=[{**holder, "schema": left}] if left else [],
            renamed={f"{group}.{each['uid']}": each["uid"] for each in moved},
            overwrite=overwrite,
            republish=republish,
        ),
    )


def _require_moved_out(
    content_type: str, schema: Sequence[Definition], group: str, fields: Sequence[str] | None
) -> None:
    """Check that an earlier run has moved the fields of a group that is not there."""
    if not fields or any(find_field(schema, uid) is None for uid in fields):
        raise StepError(
            f"the content type {content_type!r} has no field {group!r}: check the uid. If an earlier run has removed "
            "it, name the fields, so that they are recognized"
        )


def _read_inner(step: "Step", content_type: str, holder: Definition) -> list[Definition]:
    if holder["data_type"] == "global_field":
        _require_single(content_type, holder, "global_field")
        return get_schema(read_global_field(step, holder["reference_to"]))
    _require_single(content_type, holder, "group")
    return get_schema(holder)


def _build_move_out(group: str, uids: Sequence[str]) -> Compute:
    def compute(entry: "Entry") -> Mapping[str, Any]:
        values: Mapping[str, Any] = entry.get(group) or {}
        return {uid: values[uid] for uid in uids if not is_empty(values.get(uid))}

    return compute
