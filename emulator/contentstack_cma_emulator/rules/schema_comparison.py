"""How a content type or global field differs between two branches: decisions without any store.

What counts is what people write: its properties and the fields of its schema, each as a whole. Who wrote it when and
how often does not, and neither does where a field stands, unless fields that both have stand in another order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contentstack_cma_emulator.engine.documents import Document

Status = Literal["modified", "base_only", "compare_only"]

PROPERTIES = ("title", "description", "field_rules", "labels")

OPTIONS = "options"
SCHEMA = "schema"

Sides = tuple[list[Document], list[Document]]
"""The differences that the base branch shows, and those that the compared one shows."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two branches have under one uid; `kind` is that of content types or of global fields."""

    kind: str
    uid: str
    base: Document | None
    compare: Document | None

    @property
    def status(self) -> Status | None:
        """How the two differ, None where they do not."""
        if self.base is None:
            return "compare_only"
        if self.compare is None:
            return "base_only"
        return "modified" if any(differences(self.base, self.compare)) else None

    @property
    def title(self) -> str:
        """The title that the base branch has for it, or else the other."""
        return str((self.base or self.compare or {})["title"])


def paired(kind: str, base: Sequence[Document], compare: Sequence[Document]) -> list[Pair]:
    """Put together what has the same uid; what the compared branch alone has comes last."""
    ours = {document["uid"]: document for document in base}
    theirs = {document["uid"]: document for document in compare}
    return [Pair(kind, uid, ours.get(uid), theirs.get(uid)) for uid in ours | theirs]


def differences(base: Document | None, compare: Document | None) -> Sides:
    """Answer what each side has that the other has not, or has otherwise: properties first, then fields."""
    ours, theirs = base or {}, compare or {}
    properties = _differing(_properties(ours), _properties(theirs))
    fields = _differing(_fields(ours, theirs), _fields(theirs, ours))
    paths = (_paths(ours), _paths(theirs))
    sides = [
        [{"value": value, "path": path} for path, value in properties[side].items()]
        + [field["definition"] | {"path": paths[side][uid]} for uid, field in fields[side].items()]
        for side in (0, 1)
    ]
    return sides[0], sides[1]


def _differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]}
    return (
        {name: value for name, value in ours.items() if name not in same},
        {name: value for name, value in theirs.items() if name not in same},
    )


def _properties(document: Document) -> dict[str, Any]:
    options: Document = document.get(OPTIONS) or {}
    plain = {name: document[name] for name in PROPERTIES if name in document}
    return plain | {f"{OPTIONS}.{name}": value for name, value in options.items()}


def _fields(document: Document, other: Document) -> dict[str, Document]:
    """Answer the fields by uid, each with its place among those that the other side has too."""
    common = [uid for uid in _paths(document) if uid in _paths(other)]
    return {
        field["uid"]: {
            "definition": field,
            "place": common.index(field["uid"]) if field["uid"] in common else None,
        }
        for field in document.get(SCHEMA) or ()
    }


def _paths(document: Document) -> dict[str, str]:
    return {field["uid"]: f"{SCHEMA}[{index}]" for index, field in enumerate(document.get(SCHEMA) or ())}
