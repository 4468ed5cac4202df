"""How a content type or global field differs between two branches.

Compared are the properties that users write and the fields of the schema, each as a whole. Timestamps, authors and
versions do not count. The position of a field counts only relative to the fields that both branches have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contentstack_cma_emulator.engine.documents import Document, omit

Status = Literal["modified", "base_only", "compare_only"]

PROPERTIES = ("title", "description", "field_rules", "labels")

OPTIONS = "options"
SCHEMA = "schema"

Sides = tuple[list[Document], list[Document]]
"""The differences on the base branch, and those on the compare branch."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The documents with one uid on two branches; `kind` is content type or global field."""

    kind: str
    uid: str
    base: Document | None
    compare: Document | None

    @property
    def status(self) -> Status | None:
        """How the two differ, or None if they do not."""
        if self.base is None:
            return "compare_only"
        if self.compare is None:
            return "base_only"
        return "modified" if any(find_differences(self.base, self.compare)) else None

    @property
    def title(self) -> str:
        """The title on the base branch or, if it is missing there, on the compare branch."""
        return str((self.base or self.compare or {})["title"])


def pair_documents(kind: str, base: Sequence[Document], compare: Sequence[Document]) -> list[Pair]:
    """Pair the documents with the same uid. Those that only the compare branch has come last."""
    ours = {document["uid"]: document for document in base}
    theirs = {document["uid"]: document for document in compare}
    return [Pair(kind, uid, ours.get(uid), theirs.get(uid)) for uid in ours | theirs]


def find_differences(base: Document | None, compare: Document | None) -> Sides:
    """Return what is different or missing on the other side, for each side: properties first, then fields."""
    ours, theirs = base or {}, compare or {}
    properties = _drop_equal(_read_properties(ours), _read_properties(theirs))
    fields = _drop_equal(_index_fields(ours, theirs), _index_fields(theirs, ours))
    paths = (_index_paths(ours), _index_paths(theirs))
    sides = [
        [{"value": value, "path": path} for path, value in properties[side].items()]
        + [field["definition"] | {"path": paths[side][uid]} for uid, field in fields[side].items()]
        for side in (0, 1)
    ]
    return sides[0], sides[1]


def _drop_equal(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]}
    return (omit(ours, *same), omit(theirs, *same))


def _read_properties(document: Document) -> dict[str, Any]:
    options: Document = document.get(OPTIONS) or {}
    plain = {name: document[name] for name in PROPERTIES if name in document}
    return plain | {f"{OPTIONS}.{name}": value for name, value in options.items()}


def _index_fields(document: Document, other: Document) -> dict[str, Document]:
    """Return the fields by uid, each with its position among the fields that both sides have."""
    common = [uid for uid in _index_paths(document) if uid in _index_paths(other)]
    return {
        field["uid"]: {"definition": field, "place": common.index(field["uid"]) if field["uid"] in common else None}
        for field in document.get(SCHEMA) or ()
    }


def _index_paths(document: Document) -> dict[str, str]:
    return {field["uid"]: f"{SCHEMA}[{index}]" for index, field in enumerate(document.get(SCHEMA) or ())}
