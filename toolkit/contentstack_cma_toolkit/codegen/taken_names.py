"""Names in generated modules: where they come from, and which of them fields and types cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_toolkit.typed import TypedBlock, TypedEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPANIONS = (
    "BlocksFields BooleanField DateField EntryFields FileField GroupFields JsonField LinkField NumberField "
    "ReferenceField RichTextField SelectField TermsField TextField"
)
_VALUES = "Link Ref Term TypedBlock TypedEntry TypedGroup"
_INPUTS = "LinkInput RefInput TermInput"
_TYPING = "ClassVar Final Literal Required TYPE_CHECKING TypeAlias TypedDict Unpack"

MODULES: Mapping[str, str] = {
    **dict.fromkeys(_TYPING.split(), "typing"),
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "datetime": "datetime",
    "Asset": "contentstack_cma.models",
    "JsonValue": "contentstack_cma.types",
    "Document": "contentstack_cma_toolkit.rich_text",
    **dict.fromkeys(_VALUES.split(), "contentstack_cma_toolkit.typed"),
    **dict.fromkeys(_INPUTS.split(), "contentstack_cma_toolkit.typed.inputs"),
    **dict.fromkeys(_COMPANIONS.split(), "contentstack_cma_toolkit.typed.queries"),
}
"""The modules of the names that annotations can have in them."""

CONSTANTS = (
    "ContentTypes",
    "Environments",
    "EnvironmentUids",
    "GlobalFields",
    "Locales",
    "Taxonomies",
    "WorkflowStages",
)
"""Names of the classes of constants."""

CLASS_NAMES = frozenset({*MODULES, *CONSTANTS})
"""Names that classes of content types and global fields cannot have."""

BUILTINS = frozenset({"bool", "float", "list", "str", "tuple", "None"})

ANNOTATION_NAMES = BUILTINS | {"classmethod", "datetime", "staticmethod"}
"""Names in annotations and decorators, which a field with the same name would hide in the body of a class."""

_SYSTEM = (
    "acl branch created_at created_by embedded_items in_progress locale metadata publish_details rules tags uid "
    "updated_at updated_by variant version workflow"
)
_GENERATED = "changes content_type_uid describe field_uid fields global_field_uid input"

GROUP_NAMES = frozenset({*ANNOTATION_NAMES, *_GENERATED.split(), *dir(TypedBlock)})
"""Names that attributes of groups, blocks and global fields cannot have."""

ALWAYS_THERE = frozenset({"title", "url"})
"""Attributes that entries have even if their content type has no such field."""

ENTRY_NAMES = frozenset({*GROUP_NAMES, *_SYSTEM.split(), *dir(TypedEntry)}) - ALWAYS_THERE
"""Names that attributes of entries cannot have."""

__all__ = [
    "ALWAYS_THERE",
    "ANNOTATION_NAMES",
    "BUILTINS",
    "CLASS_NAMES",
    "CONSTANTS",
    "ENTRY_NAMES",
    "GROUP_NAMES",
    "MODULES",
]
