"""A plan as the calls of a migration. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from ..codegen.declaring import build_declaration
from ..codegen.layout import build_call, build_value, write_node
from ..model import ContentType, Field, GlobalField, Markdown, Text
from .declarations import PARTS
from .details import describe_field_change
from .fields import changes_form, compare_fields, is_reordered
from .ordering import Pending, Step, order_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contentstack_cma.types import JsonValue

    from ..codegen.layout import Node
    from .fields import FieldChange
    from .plans import Change, Json, Plan

_MODULE = "model."
_IMPORT = "from contentstack_cma_toolkit import model"
_AGREED: Node = "True"
_NESTED = frozenset({"schema", "blocks"})
"""Keys of a field that are written with the whole content type, which asks before values are lost."""
_KIND_ATTRIBUTES = ("global_field", "extension")


def list_steps(plan: Plan) -> list[str]:
    """Return Python source that makes the changes of a plan: calls of `contentstack_cma_toolkit.migrations.steps`.

    Each item is a call, the import that calls need, or a comment where a person must decide: whether a field was
    renamed, and how the values of a field of another kind are converted. Migrations change content types and global
    fields; other changes are comments that name `model apply`.

    Args:
        plan: The plan.
    """
    schemas = [change for change in plan.changes if change.kind in ("content type", "global field")]
    others = [change for change in plan.changes if change not in schemas]
    lines = [f"# {change.title}: no part of migrations, use contentstack-cma model apply" for change in others]
    calls = list(_list_calls(schemas))
    needs_import = any(f"{_MODULE}{kind}" in call for call in calls for kind in _list_kinds())
    return [*([_IMPORT] if needs_import else []), *lines, *calls]


def _list_kinds() -> list[str]:
    return [f"{kind.__name__}(" for kind in (ContentType, GlobalField, *Field.__subclasses__(), *_list_texts())]


def _list_texts() -> list[type[Field]]:
    """Return the kinds of fields that are kinds of other fields, such as HTML."""
    return [inner for kind in Field.__subclasses__() for inner in kind.__subclasses__()]


def _list_calls(schemas: Sequence[Change]) -> Iterator[str]:
    created = [Pending(change, None) for change in schemas if change.action == "create"]
    for step in order_steps(created):
        yield _write_creation(step)
    for change in schemas:
        if change.action == "update":
            yield from _write_update(change)
    for change in schemas:
        if change.action == "delete":
            yield _write_call(f"delete_{_get_noun(change)}", [build_value(change.name)], _agree(change))


def _get_noun(change: Change | Step) -> str:
    return change.kind.replace(" ", "_")


def _write_call(function: str, arguments: Sequence[Node], options: dict[str, Node] | None = None) -> str:
    named = [(f"{name}=", node) for name, node in (options or {}).items()]
    return write_node(build_call(f"steps.{function}", [("", "stack"), *(("", each) for each in arguments), *named]), "")


def _agree(change: Change) -> dict[str, Node]:
    """Return the option that agrees to lose what the plan says is lost."""
    return {"lose_values": _AGREED} if any(effect.is_loss for effect in change.effects) else {}


def _build(declared: ContentType | GlobalField | Field) -> Node:
    return build_declaration(declared, _MODULE)


def _build_wire(declared: ContentType | GlobalField) -> Node:
    return replace(build_declaration(declared, _MODULE), end=").to_wire()")


def _write_creation(step: Step) -> str:
    declared = cast("ContentType | GlobalField", PARTS[step.kind].read(cast("Json", step.document)))
    if step.verb == "complete":
        return _write_call(f"update_{_get_noun(step)}", [build_value(step.name), _build_wire(declared)])
    return _write_call(f"create_{_get_noun(step)}", [_build(declared)])


def _write_update(change: Change) -> Iterator[str]:
    read = PARTS[change.kind].read
    before, after = read(cast("Json", change.before)), read(cast("Json", change.after))
    if isinstance(before, ContentType) and isinstance(after, ContentType):
        yield from _write_fields(change, before, after)
        yield from _write_rest(change, before, after)
    elif isinstance(after, GlobalField):
        yield _write_call("update_global_field", [build_value(change.name), _build_wire(after)], _agree(change))


def _write_fields(change: Change, before: ContentType, after: ContentType) -> Iterator[str]:
    found = [each for each in compare_fields(before.fields, after.fields) if "." not in each.path]
    previous = {each.uid: last.uid for last, each in zip(after.fields, after.fields[1:], strict=False)}
    for each in found:
        if each.before is None and isinstance(each.after, Field):
            yield from _advise_to_fill(each.after) if each.after.required else ()
            place = {"after": build_value(previous[each.path])} if each.path in previous else {}
            yield _write_call("add_field", [build_value(change.name), _build(each.after)], place)
    for each in found:
        if isinstance(each.before, Field) and isinstance(each.after, Field):
            yield from _write_field_update(change, each.before, each.after)
    removed = [each for each in found if each.after is None]
    if before.is_page and any(each.path == "url" for each in removed):
        options = cast("Any", change.after).get("options")
        yield _write_call("update_content_type", [build_value(change.name), build_value({"options": options})])
    for each in removed:
        yield from _write_removal(change, each, found)


def _advise_to_fill(field: Field) -> Iterator[str]:
    yield f"# {field.uid!r} is required: pass fill= with a value for entries that have none"


def _write_field_update(change: Change, before: Field, after: Field) -> Iterator[str]:
    if _is_other_kind(before, after):
        yield f"# {before.uid!r} becomes another kind of field: convert its values"
        convert: dict[str, Node] = {"convert": "lambda value: value"}
        yield _write_call("change_kind", [build_value(change.name), _build(after)], convert)
        return
    if after.required and not before.required:
        yield from _advise_to_fill(after)
    old, new = before.to_wire(), after.to_wire()
    keys: dict[str, JsonValue] = {
        key: new.get(key) for key in {**old, **new} if key not in _NESTED and old.get(key) != new.get(key)
    }
    yield _write_call("update_field", [build_value(change.name), build_value(after.uid), build_value(keys)])


def _is_other_kind(before: Field, after: Field) -> bool:
    """Return whether steps take two fields for other kinds, also if values survive the change, as from text to HTML."""
    own = [
        (Text if isinstance(each, Markdown) else type(each), *(getattr(each, name, None) for name in _KIND_ATTRIBUTES))
        for each in (before, after)
    ]
    return changes_form(before, after) or own[0] != own[1]


def _write_removal(change: Change, removed: FieldChange, found: Sequence[FieldChange]) -> Iterator[str]:
    added = [each for each in found if each.before is None and type(each.after) is type(removed.before)]
    arguments = [build_value(change.name), build_value(removed.path)]
    for each in added:
        name = cast("Field", each.after).name
        call = _write_call("rename_field", arguments, {"to": build_value(each.path), "display_name": build_value(name)})
        note = f"instead of adding {each.path!r} and removing {removed.path!r}, if it was renamed: {call}"
        yield "\n".join(f"# {line}" for line in note.splitlines())
    yield _write_call("remove_field", arguments, _agree(change))


def _write_rest(change: Change, before: ContentType, after: ContentType) -> Iterator[str]:
    """Yield an update of what is no field at the top: title, options, rules, order, and fields in fields."""
    old, new = cast("Any", change.before), cast("Any", change.after)
    keys: dict[str, JsonValue] = {k: v for k, v in new.items() if k != "schema" and old.get(k) != v}
    inner = [each for each in compare_fields(before.fields, after.fields) if "." in each.path]
    for each in inner:
        yield f"# {describe_field_change(each)}"
    if inner or is_reordered(before.fields, after.fields):
        yield _write_call("update_content_type", [build_value(change.name), _build_wire(after)], _agree(change))
    elif keys:
        yield _write_call("update_content_type", [build_value(change.name), build_value(keys)])


__all__ = ["list_steps"]
