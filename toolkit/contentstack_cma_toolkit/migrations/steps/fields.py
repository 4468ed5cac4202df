"""Steps for single fields: add, rename, change, remove."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import StepError
from ..schemas import (
    Declared,
    describe_kind,
    drop_fields,
    find_field,
    find_lost_fields,
    get_schema,
    list_rule_fields,
    put_field,
    relax,
    require_kind,
    to_field,
)
from ..session import run_step
from ..target import Definition, EntryScope, TransformOptions, count
from ..values import is_empty
from .moving import Move, move_values, read_content_type, require_filled

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.models import Entry

    from ..session import Step

Fill = Callable[["Entry"], Any] | str | int | float | list[Any] | dict[str, Any] | None
"""A value for entries that have none, or a function that returns it for an entry. None leaves them without."""


def add_field(
    stack: "Stack",
    content_type: str,
    field: Declared,
    *,
    fill: Fill = None,
    after: str | None = None,
    republish: bool = False,
) -> None:
    """Add a field to a content type. A required field is first added as optional, filled, and then made required.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: The field, as the API writes it or as a declaration.
        fill: The value for entries that have none, or a function that returns it for an entry. Default: none.
        after: Uid of the field before it. Default: it comes last.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: The content type does not exist, has such a field of another kind, or entries would lack a required
            value.
        ValueError: The field has no uid or data type.
    """
    wire = to_field(field)
    body = partial(_add_field, content_type=content_type, field=wire, fill=fill, after=after, republish=republish)
    run_step(stack, f"add field {content_type}.{wire['uid']}", body)


def _add_field(
    step: "Step", content_type: str, field: Definition, fill: Fill, after: str | None, *, republish: bool
) -> None:
    definition = read_content_type(step, content_type)
    present = find_field(get_schema(definition), field["uid"])
    if present is not None:
        require_kind(content_type, present, field)
    else:
        schema = put_field(get_schema(definition), relax(field), after)
        step.target.update("content type", {**definition, "schema": schema})
        step.note("add")
    if fill is not None:
        _fill(step, content_type, field["uid"], fill, republish=republish)
    _make_final(step, content_type, field)


def _fill(step: "Step", content_type: str, uid: str, fill: Fill, *, republish: bool) -> None:
    """Give entries that have no value the one that is to be filled in."""

    def compute(entry: "Entry") -> Mapping[str, Any]:
        if not is_empty(entry.get(uid)):
            return {}
        value = fill(entry) if callable(fill) else fill
        return {} if is_empty(value) else {uid: value}

    options = TransformOptions(republish=republish, checkpoint=step.checkpoint)
    changed = step.target.set_values(EntryScope(content_type=content_type), compute, options)
    step.note(f"fill in {count(changed)}")


def _make_final(step: "Step", content_type: str, field: Definition) -> None:
    """Make a field required and unique, if it is to be."""
    definition = read_content_type(step, content_type)
    schema = put_field(get_schema(definition), field)
    if field != relax(field):
        require_filled(step, content_type, [field])
    present = find_field(get_schema(definition), field["uid"])
    if present is None or any(present.get(name) != value for name, value in field.items()):
        step.target.update("content type", {**definition, "schema": schema})


def rename_field(
    stack: "Stack",
    content_type: str,
    field: str,
    *,
    to: str,
    display_name: str | None = None,
    overwrite: bool = False,
    republish: bool = False,
) -> None:
    """Rename a field, and move its values in every locale.

    The new field is added, the values are copied and compared, and then the old field is removed. The copies are new
    versions of the entries, which are not published: the published ones keep the old field until you publish the new
    ones, or pass `republish`. Variants of entries keep no value of the old field.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: Uid of the field.
        to: Its new uid.
        display_name: Its new display name. Default: unchanged.
        overwrite: Overwrite other values of a field `to` that exists already.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: There is no such field, or values cannot be moved.
    """
    body = partial(
        _rename_field,
        content_type=content_type,
        field=field,
        to=to,
        display_name=display_name,
        overwrite=overwrite,
        republish=republish,
    )
    run_step(stack, f"rename field {content_type}.{field} to {to}", body)


def _rename_field(
    step: "Step",
    content_type: str,
    field: str,
    to: str,
    display_name: str | None,
    *,
    overwrite: bool,
    republish: bool,
) -> None:
    schema = get_schema(read_content_type(step, content_type))
    present = find_field(schema, field) or find_field(schema, to)
    if present is None:
        raise StepError(f"the content type {content_type!r} has neither a field {field!r} nor {to!r}: check the uids")
    wanted = {**present, "uid": to, **({} if display_name is None else {"display_name": display_name})}

    def compute(entry: "Entry") -> Mapping[str, Any]:
        value = entry.get(field)
        return {} if is_empty(value) else {to: value}

    move = Move(
        content_type=content_type,
        sources=[field],
        targets=[wanted],
        compute=compute,
        removed=[field],
        renamed={field: to},
        adds_requirement=False,
        overwrite=overwrite,
        republish=republish,
    )
    move_values(step, move)


def update_field(
    stack: "Stack",
    content_type: str,
    field: str,
    changes: Mapping[str, Any],
    *,
    fill: Fill = None,
    republish: bool = False,
) -> None:
    """Change what a field says, such as its display name or whether it is required. Its kind stays.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: Uid of the field.
        changes: The keys to change, as the API writes them, such as `{"mandatory": True}`.
        fill: The value for entries that have none, or a function that returns it for an entry. Default: none.
        republish: Publish changed entries again where they were published.

    Raises:
        StepError: There is no such field, its kind would change, it would lose fields, or entries would lack a required
            value.
    """
    body = partial(
        _update_field, content_type=content_type, field=field, changes=changes, fill=fill, republish=republish
    )
    run_step(stack, f"update field {content_type}.{field}: {', '.join(changes)}", body)


def _update_field(
    step: "Step", content_type: str, field: str, changes: Mapping[str, Any], fill: Fill, *, republish: bool
) -> None:
    present = require_field(step, content_type, field)
    wanted = {**present, **changes, "uid": field}
    if describe_kind(present) != describe_kind(wanted):
        raise StepError(
            f"the kind of {content_type}.{field} would change: use steps.change_kind, which moves the values"
        )
    if find_lost_fields([present], [wanted]):
        raise StepError(
            f"{content_type}.{field} would lose fields, and their values: pass the whole schema to "
            "steps.update_content_type, which checks that"
        )
    if fill is not None:
        _fill(step, content_type, field, fill, republish=republish)
    _make_final(step, content_type, wanted)
    step.note(f"set {', '.join(changes)}")


def require_field(step: "Step", content_type: str, field: str) -> Definition:
    """Return a field of a content type.

    Raises:
        StepError: There is no such field.
    """
    schema = get_schema(read_content_type(step, content_type))
    found = find_field(schema, field)
    if found is None:
        uids = ", ".join(each["uid"] for each in schema)
        raise StepError(f"the content type {content_type!r} has no field {field!r}: it has {uids}")
    return found


def remove_field(stack: "Stack", content_type: str, field: str, *, lose_values: bool = False) -> None:
    """Remove a field from a content type.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        field: Uid of the field.
        lose_values: Remove it although entries hold a value, which only their earlier versions keep.

    Raises:
        StepError: Entries hold a value and `lose_values` was not passed, or field rules name the field.
    """
    body = partial(_remove_field, content_type=content_type, field=field, lose_values=lose_values)
    run_step(stack, f"remove field {content_type}.{field}", body)


def _remove_field(step: "Step", content_type: str, field: str, *, lose_values: bool) -> None:
    definition = read_content_type(step, content_type)
    schema = get_schema(definition)
    if find_field(schema, field) is None:
        return
    if field in list_rule_fields(definition):
        raise StepError(
            f"field rules of the content type {content_type!r} name the field {field!r}: change them first with "
            "steps.update_content_type(..., {'field_rules': [...]})"
        )
    held = count_values(step, content_type, [field])
    if held and not lose_values:
        raise StepError(
            f"{count(held)} of {content_type!r} would lose a value of {field!r}: pass lose_values=True to remove it"
        )
    step.target.update("content type", {**definition, "schema": drop_fields(definition, [field])})
    step.note(f"remove, with the values of {count(held)}")


def count_values(step: "Step", content_type: str, fields: list[str]) -> int:
    """Return how many entries, counted once per locale, hold a value in one of some fields."""
    entries = step.target.walk(EntryScope(content_type=content_type))
    return sum(any(not is_empty(entry.get(uid)) for uid in fields) for entry in entries)
