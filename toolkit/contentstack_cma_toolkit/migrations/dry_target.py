"""Steps of a dry run: read the stack, and imagine what earlier steps would have changed."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from contentstack_cma.bulk import Skip
from contentstack_cma.models import Entry

from .errors import StepError
from .live_target import LiveTarget
from .schemas import get_schema
from .target import Compute, Definition, EntryScope, Kind, TransformOptions, count, list_first, list_unset, name_entry
from .values import is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contentstack_cma import Stack
    from contentstack_cma.bulk import Transform


class DryTarget:
    """A stack and branch as it would be.

    Args:
        stack: The stack.
    """

    def __init__(self, stack: "Stack") -> None:
        self._stack = stack
        self._live = LiveTarget(stack)
        self._planned: dict[tuple[Kind, str], Definition | None] = {}
        self._changes: dict[str, list[Callable[[Entry], Any]]] = {}

    def is_of(self, stack: "Stack") -> bool:
        """Return whether this is about a stack and branch."""
        return (stack.api_key, stack.branch) == (self._stack.api_key, self._stack.branch)

    def read(self, kind: Kind, uid: str) -> Definition | None:
        """Return a content type or global field as it would be."""
        if (kind, uid) in self._planned:
            return deepcopy(self._planned[kind, uid])
        return self._live.read(kind, uid)

    def create(self, kind: Kind, definition: Definition) -> None:
        """Note that something would be created."""
        self._planned[kind, str(definition["uid"])] = deepcopy(definition)

    def update(self, kind: Kind, definition: Definition) -> None:
        """Note what something would be. Entries would lose the values of fields that are not there any more."""
        uid = str(definition["uid"])
        before = self.read(kind, uid) or {}
        self._planned[kind, uid] = deepcopy(definition)
        kept = {field["uid"] for field in get_schema(definition)}
        removed = [field["uid"] for field in get_schema(before) if field["uid"] not in kept]
        if kind == "content type" and removed:
            self._note_change(uid, lambda _: dict.fromkeys(removed))

    def delete(self, kind: Kind, uid: str) -> None:
        """Note that something would be deleted."""
        self._planned[kind, uid] = None

    def list_content_types(self) -> list[Definition]:
        """Return all content types as they would be."""
        found = {each["uid"]: each for each in self._live.list_content_types()}
        planned = {uid: definition for (kind, uid), definition in self._planned.items() if kind == "content type"}
        return [deepcopy(each) for each in (found | planned).values() if each is not None]

    def walk(self, scope: EntryScope) -> "Iterator[Entry]":
        """Iterate over entries as they would be."""
        if self._live.read("content type", scope.content_type) is None:
            return  # it would be created, without entries
        for entry in self._live.walk(scope):
            for change in self._changes.get(scope.content_type, ()):
                _change_entry(entry, change)
            yield entry

    def _note_change(self, content_type: str, change: "Callable[[Entry], Any]") -> None:
        self._changes.setdefault(content_type, []).append(change)

    def set_values(self, scope: EntryScope, compute: Compute, options: TransformOptions) -> int:
        """Count the entries that would get other values."""
        del options
        changed = len(list_unset(self.walk(scope), compute))
        self._note_change(scope.content_type, compute)
        return changed

    def transform(self, scope: EntryScope, function: "Transform", options: TransformOptions) -> str:
        """Count the entries that a function of the user would change."""
        del options
        changed, failures = 0, list[str]()
        for entry in self.walk(scope):
            try:
                changed += _change_entry(entry, function)
            except Exception as error:  # noqa: BLE001 - the function is the user's
                failures.append(f"{name_entry(entry)}: {type(error).__name__}: {error}")
        if failures:
            raise StepError(f"the function would fail for {count(len(failures))}:{list_first(failures)}")
        self._note_change(scope.content_type, function)
        return f"would change {count(changed)}"


def _change_entry(entry: "Entry", change: "Callable[[Entry], Any]") -> bool:
    """Change an entry as a run would do, and return whether it differs."""
    before = deepcopy(entry.to_dict())
    result = change(entry)
    if not isinstance(result, Skip) and result is not None and result is not entry:
        for name, value in (result.to_dict() if isinstance(result, Entry) else result).items():
            entry[name] = value
    after = entry.to_dict()
    names = {name for name in {*before, *after} if not name.startswith("_")}
    return any(not is_same(before.get(name), after.get(name)) for name in names)
