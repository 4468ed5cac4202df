"""Steps for whole content types and global fields: create, update, delete."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import StepError
from ..schemas import (
    Declared,
    describe_kind,
    find_field,
    find_lost_fields,
    get_schema,
    list_items,
    select_written,
    to_wire,
)
from ..session import run_step
from ..target import Definition, EntryScope, Kind, count
from .fields import count_values

if TYPE_CHECKING:
    from contentstack_cma import Stack

    from ..session import Step


def create_content_type(stack: "Stack", content_type: Declared) -> None:
    """Create a content type. One that has the same fields already is left as it is.

    Args:
        stack: The stack.
        content_type: The content type, as the API writes it or as a declaration.

    Raises:
        StepError: It exists with other fields.
    """
    _create(stack, "content type", to_wire(content_type))


def create_global_field(stack: "Stack", global_field: Declared) -> None:
    """Create a global field. One that has the same fields already is left as it is.

    Args:
        stack: The stack.
        global_field: The global field, as the API writes it or as a declaration.

    Raises:
        StepError: It exists with other fields.
    """
    _create(stack, "global field", to_wire(global_field))


def _create(stack: "Stack", kind: Kind, definition: Definition) -> None:
    run_step(stack, f"create {kind} {definition['uid']}", partial(_do_create, kind=kind, definition=definition))


def _do_create(step: "Step", kind: Kind, definition: Definition) -> None:
    present = step.target.read(kind, definition["uid"])
    if present is None:
        step.target.create(kind, definition)
        step.note("create")
        return
    for field in get_schema(definition):
        found = find_field(get_schema(present), field["uid"])
        if found is None or describe_kind(found) != describe_kind(field):
            raise StepError(
                f"the {kind} {definition['uid']!r} exists already, and its field {field['uid']!r} differs: choose "
                "another uid, or change the one that exists"
            )


def update_content_type(
    stack: "Stack", content_type: str, changes: Mapping[str, Any], *, lose_values: bool = False
) -> None:
    """Change a content type: title, description, options, field rules, or its whole schema.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        changes: The keys to change, as the API writes them.
        lose_values: Change it although entries would lose values, which only their earlier versions keep.

    Raises:
        StepError: It does not exist, or entries would lose values and `lose_values` was not passed.
    """
    _update(stack, "content type", content_type, changes, lose_values=lose_values)


def update_global_field(
    stack: "Stack", global_field: str, changes: Mapping[str, Any], *, lose_values: bool = False
) -> None:
    """Change a global field: title, description or its whole schema.

    Args:
        stack: The stack.
        global_field: Uid of the global field.
        changes: The keys to change, as the API writes them.
        lose_values: Change it although entries of the content types that use it would lose values.

    Raises:
        StepError: It does not exist, or entries would lose values and `lose_values` was not passed.
    """
    _update(stack, "global field", global_field, changes, lose_values=lose_values)


def _update(stack: "Stack", kind: Kind, uid: str, changes: Mapping[str, Any], *, lose_values: bool) -> None:
    body = partial(_do_update, kind=kind, uid=uid, changes=changes, lose_values=lose_values)
    run_step(stack, f"update {kind} {uid}: {', '.join(changes)}", body)


def _do_update(step: "Step", kind: Kind, uid: str, changes: Mapping[str, Any], *, lose_values: bool) -> None:
    present = step.target.read(kind, uid)
    if present is None:
        raise StepError(f"the {kind} {uid!r} does not exist: check the uid, or create it first")
    before = select_written(present)
    after = {**before, **changes, "uid": uid}
    if after == before:
        return
    lost = find_lost_fields(get_schema(before), get_schema(after))
    if lost and not lose_values:
        _require_no_values(step, kind, uid, lost)
    step.target.update(kind, after)
    without = f", without {', '.join(lost)}" if lost else ""
    step.note(f"set {', '.join(changes)}{without}")


def _require_no_values(step: "Step", kind: Kind, uid: str, lost: list[str]) -> None:
    """Check that no entry holds a value in fields that lose them."""
    if kind == "content type":
        held, where = count_values(step, uid, lost), f"of {uid!r}"
    else:
        users = _find_users(step, uid)
        held = sum(count_entries(step, user) for user in users)
        where = f"of the content types that use it ({', '.join(users)})"
    if held:
        raise StepError(
            f"{count(held)} {where} may lose values of {', '.join(lost)}: pass lose_values=True to go on, or move them "
            "first, with steps.rename_field or steps.split_field"
        )


def _find_users(step: "Step", global_field: str) -> list[str]:
    """Return the uids of the content types that use a global field, directly or in groups and blocks."""
    return [each["uid"] for each in step.target.list_content_types() if _uses(get_schema(each), global_field)]


def _uses(schema: list[Definition], global_field: str) -> bool:
    return any(
        (field["data_type"] == "global_field" and field.get("reference_to") == global_field)
        or any(block.get("reference_to") == global_field for block in list_items(field, "blocks"))
        or any(_uses(get_schema(part), global_field) for part in (field, *list_items(field, "blocks")))
        for field in schema
    )


def count_entries(step: "Step", content_type: str) -> int:
    """Return how many entries a content type has, counted once per locale."""
    return sum(1 for _ in step.target.walk(EntryScope(content_type=content_type)))


def delete_content_type(stack: "Stack", content_type: str, *, lose_values: bool = False) -> None:
    """Delete a content type.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        lose_values: Delete it with its entries.

    Raises:
        StepError: It has entries, and `lose_values` was not passed.
    """
    body = partial(_delete_content_type, uid=content_type, lose_values=lose_values)
    run_step(stack, f"delete content type {content_type}", body)


def _delete_content_type(step: "Step", uid: str, *, lose_values: bool) -> None:
    if step.target.read("content type", uid) is None:
        return
    held = count_entries(step, uid)
    if held and not lose_values:
        raise StepError(f"the content type {uid!r} has {count(held)}: pass lose_values=True to delete them with it")
    step.target.delete("content type", uid)
    step.note(f"delete, with {count(held)}")


def delete_global_field(stack: "Stack", global_field: str, *, lose_values: bool = False) -> None:
    """Delete a global field.

    Args:
        stack: The stack.
        global_field: Uid of the global field.
        lose_values: Delete it although content types use it.

    Raises:
        StepError: Content types use it, and `lose_values` was not passed.
    """
    body = partial(_delete_global_field, uid=global_field, lose_values=lose_values)
    run_step(stack, f"delete global field {global_field}", body)


def _delete_global_field(step: "Step", uid: str, *, lose_values: bool) -> None:
    if step.target.read("global field", uid) is None:
        return
    users = _find_users(step, uid)
    if users and not lose_values:
        raise StepError(
            f"the content types {', '.join(users)} use the global field {uid!r}: move its fields out first with "
            "steps.move_out_of_group, or pass lose_values=True"
        )
    step.target.delete("global field", uid)
    step.note("delete")
