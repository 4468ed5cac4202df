"""What every generated module of pydantic models has, and which names fields and classes cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(NamedTuple):
    """A piece of code that a generated module has if it is used.

    Attributes:
        text: The code.
        needs: The names in it that are imported, and the pieces that must come before.
    """

    text: str
    needs: tuple[str, ...] = ()


_BASE = '''class Part(BaseModel):
    """What all models have in common."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        protected_namespaces=(),
        regex_engine="python-re",
        serialize_by_alias=True,
    )'''

_GROUP = '''class GroupPart(Part):
    """A group, global field or block."""

    metadata_: dict[str, JsonValue] | None = Field(default=None, alias="_metadata")'''

_LINK = '''class Link(Part):
    """A link."""

    title: str | None = None
    href: str | None = None'''

_REF = '''Target = TypeVar("Target")


class Ref(Part, Generic[Target]):
    """A reference to an entry."""

    uid: str
    content_type_uid: Target = Field(alias="_content_type_uid")'''

_TERM = '''TaxonomyUid = TypeVar("TaxonomyUid")
TermUid = TypeVar("TermUid")


class Term(Part, Generic[TaxonomyUid, TermUid]):
    """A term of a taxonomy."""

    taxonomy_uid: TaxonomyUid
    term_uid: TermUid'''

_FIND_BLOCK = '''def find_block(value: object) -> str | None:
    """Return the uid of the block that a value is."""
    if isinstance(value, Mapping):
        return next(iter(value), None)
    fields = getattr(type(value), "model_fields", {})
    return next((field.alias or name for name, field in fields.items()), None)'''

PARTS: Mapping[str, Part] = {
    "Part": Part(_BASE, ("BaseModel", "ConfigDict")),
    "GroupPart": Part(_GROUP, ("Field", "JsonValue")),
    "Link": Part(_LINK),
    "Ref": Part(_REF, ("Field", "Generic", "TypeVar")),
    "Term": Part(_TERM, ("Generic", "TypeVar")),
    "find_block": Part(_FIND_BLOCK, ("Mapping",)),
}
"""The pieces by name, in their order."""

MODULES: Mapping[str, str] = {
    **dict.fromkeys(("Annotated", "Generic", "Literal", "TypeAlias", "TypeVar", "Union"), "typing"),
    **dict.fromkeys(("date", "datetime"), "datetime"),
    **dict.fromkeys(("BaseModel", "ConfigDict", "Discriminator", "Field", "JsonValue", "Tag"), "pydantic"),
    "Mapping": "collections.abc",
}
"""The modules of the names that generated code imports."""

TAKEN_CLASSES = frozenset({*MODULES, *PARTS, "Target", "TaxonomyUid", "TermUid"})
"""Names that generated classes cannot have."""

_METHODS = (
    "construct copy dict fields_set from_orm json metadata_ parse_file parse_obj parse_raw schema schema_json "
    "update_forward_refs validate"
)
_TYPES = "bool date datetime dict float int list str"


class TakenNames:
    """Names that fields cannot have: those of methods of pydantic, and of types in annotations."""

    _names = frozenset({*_METHODS.split(), *_TYPES.split()})

    def __contains__(self, name: object) -> bool:
        return name in self._names or str(name).startswith("model_")


TAKEN_FIELDS = TakenNames()

__all__ = ["MODULES", "PARTS", "TAKEN_CLASSES", "TAKEN_FIELDS", "Part", "TakenNames"]
