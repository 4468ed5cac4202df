"""Move values from some fields of a content type to others, so that none is lost. The other steps are built on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ..errors import StepError
from ..schemas import (
    drop_fields,
    find_field,
    get_schema,
    list_rule_fields,
    put_field,
    relax,
    rename_in_rules,
    require_kind,
    select_written,
)
from ..target import Compute, Definition, EntryScope, TransformOptions, count, list_first, name_entry
from ..values import is_empty, is_same

if TYPE_CHECKING:
    from contentstack_cma.models import Entry

    from ..session import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Values to move.

    Attributes:
        content_type: Uid of the content type.
        sources: Uids of the fields whose values are moved.
        targets: The fields that they are moved to, as they are to be in the end.
        compute: Returns the values of the targets for an entry, whether it has them already or not.
        removed: Uids of the sources that are removed in the end.
        replaced: Fields that are only changed in the end, such as a group that loses a part.
        renamed: New paths by old ones, for field rules.
        overwrite: Whether a target that holds another value is overwritten.
        republish: Publish changed entries again where they were published.
        adds_requirement: Whether targets may be required that were not before, so that every entry needs a value.
    """

    content_type: str
    sources: Sequence[str]
    targets: Sequence[Definition]
    compute: Compute
    removed: Sequence[str]
    replaced: Sequence[Definition] = ()
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    overwrite: bool = False
    republish: bool = False
    adds_requirement: bool = True


def read_content_type(step: "Step", uid: str) -> Definition:
    """Return a content type.

    Raises:
        StepError: It does not exist.
    """
    found = step.target.read("content type", uid)
    if found is None:
        raise StepError(f"the content type {uid!r} does not exist: check the uid, or create it first")
    return select_written(found)


def move_values(step: "Step", move: Move) -> None:
    """Add the targets, copy the values in every locale, check that they are there, and remove the sources.

    Each part is skipped if it is done already.
    """
    _require_other_targets(move)
    definition = read_content_type(step, move.content_type)
    schema = get_schema(definition)
    missing = [uid for uid in move.sources if find_field(schema, uid) is None]
    if missing:
        _require_moved(move, schema, missing)
        return
    _check_removal(move, definition)
    _add_targets(step, move, definition)
    options = TransformOptions(republish=move.republish, checkpoint=step.checkpoint)
    changed = step.target.set_values(EntryScope(content_type=move.content_type), _find_changes(move), options)
    step.note(f"{', '.join(move.sources)} to {', '.join(each['uid'] for each in move.targets)}: {count(changed)}")
    _finish(step, move)


def _require_other_targets(move: Move) -> None:
    """Check that no field gets values of its own: it would be removed with them, or they would be computed twice."""
    if both := sorted({each["uid"] for each in move.targets} & set(move.sources)):
        raise StepError(
            f"{move.content_type}.{both[0]} cannot be both an old and a new field: choose another uid for the new "
            "one, and rename it in a further step"
        )


def _require_moved(move: Move, schema: Sequence[Definition], missing: Sequence[str]) -> None:
    """Check that an earlier run has moved the values of fields that are not there."""
    is_moved = set(missing) <= set(move.removed) and all(find_field(schema, each["uid"]) for each in move.targets)
    if not is_moved:
        raise StepError(
            f"the content type {move.content_type!r} has no field {missing[0]!r}: it has "
            f"{', '.join(each['uid'] for each in schema)}"
        )


def _check_removal(move: Move, definition: Definition) -> None:
    """Check that the sources can be removed in the end, before anything is written."""
    drop_fields(definition, move.removed)
    removed = set(move.removed) - move.renamed.keys()
    if used := sorted(removed & list_rule_fields(definition)):
        raise StepError(
            f"field rules of the content type {move.content_type!r} name the field {used[0]!r}: change them first "
            "with steps.update_content_type(..., {'field_rules': [...]})"
        )


def _add_targets(step: "Step", move: Move, definition: Definition) -> None:
    """Add the targets that are not there, without being required yet."""
    schema, after = get_schema(definition), move.sources[-1]
    for target in move.targets:
        present = find_field(schema, target["uid"])
        if present is None:
            schema = put_field(schema, relax(target), after)
        else:
            require_kind(move.content_type, present, target)
            schema = put_field(schema, relax(_merge_group(present, target)))
        after = target["uid"]
    if schema != get_schema(definition):
        step.target.update("content type", {**definition, "schema": schema})


def _merge_group(present: Definition, target: Definition) -> Definition:
    """Return a group with the fields that it has and those that it is to have: none is lost before the end."""
    if target["data_type"] != "group":
        return target
    inner = get_schema(target)
    for each in get_schema(present):
        if find_field(inner, each["uid"]) is None:
            inner = put_field(inner, each)
    return {**target, "schema": inner}


def _find_changes(move: Move) -> Compute:
    """Return the function that computes what is to be written to an entry."""

    def find_changes(entry: "Entry") -> Mapping[str, Any]:
        wanted = move.compute(entry)
        changes = {uid: value for uid, value in wanted.items() if not is_same(value, entry.get(uid))}
        if not move.overwrite:
            for uid, value in changes.items():
                _check_conflict(entry, uid, value)
        return changes

    return find_changes


def _check_conflict(entry: "Entry", uid: str, value: object) -> None:
    """Check that no other value is overwritten. In a group, each field counts."""
    for path, old, new in _pair(uid, entry.get(uid), value):
        if not is_empty(old) and not is_same(old, new) and not path.endswith("._metadata"):
            raise ValueError(
                f"the field {path!r} of {name_entry(entry)} holds another value already: make them the same, or pass "
                "overwrite=True"
            )


def _pair(uid: str, present: object, value: object) -> list[tuple[str, object, object]]:
    """Return the path, the present value and the new value of a field, or of each field of a group."""
    if not isinstance(present, Mapping) or not isinstance(value, Mapping):
        return [(uid, present, value)]
    group = cast("Mapping[str, object]", present)
    return [(f"{uid}.{name}", group.get(name), new) for name, new in cast("Mapping[str, object]", value).items()]


def _finish(step: "Step", move: Move) -> None:
    """Remove the sources, and make the targets what they are to be, in one update."""
    definition = read_content_type(step, move.content_type)
    schema = get_schema(definition)
    for each in (*move.targets, *move.replaced):
        schema = put_field(schema, each)
    schema = drop_fields({**definition, "schema": schema}, move.removed)
    final = rename_in_rules({**definition, "schema": schema}, move.renamed)
    if final != definition:
        if move.adds_requirement:
            require_filled(step, move.content_type, move.targets)
        step.target.update("content type", final)
    if move.removed:
        step.note(f"remove {', '.join(move.removed)}")


def require_filled(step: "Step", content_type: str, fields: Sequence[Definition]) -> None:
    """Check that every entry has a value for fields that are required.

    Raises:
        StepError: Entries have none.
    """
    required = [each["uid"] for each in fields if each.get("mandatory")]
    if not required:
        return
    empty = [
        f"{name_entry(entry)}: {', '.join(uid for uid in required if is_empty(entry.get(uid)))}"
        for entry in step.target.walk(EntryScope(content_type=content_type))
        if any(is_empty(entry.get(uid)) for uid in required)
    ]
    if empty:
        advice = "Pass `fill` to `add_field`, or give them one first."
        raise StepError(
            f"{count(len(empty))} of {content_type!r} would lack a required value. {advice}{list_first(empty)}"
        )
