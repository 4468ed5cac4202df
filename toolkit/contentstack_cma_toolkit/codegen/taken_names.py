"""Names in generated modules: where they come from, and which of them fields and types cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPANIONS = (
    "BlocksFields BooleanField DateField EntryFields FileField GroupFields JsonField LinkField NumberField "
    "ReferenceField RichTextField SelectField TermsField TextField"
)
_VALUES = "Link LinkInput Ref RefInput Term TermInput TypedBlock TypedEntry TypedGroup"
_TYPING = "ClassVar Final Literal Required TYPE_CHECKING TypeAlias TypedDict Union Unpack"

MODULES: Mapping[str, str] = {
    **dict.fromkeys(_TYPING.split(), "typing"),
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "datetime": "datetime",
    "Asset": "contentstack_cma.models",
    "JsonValue": "contentstack_cma.types",
    "Document": "contentstack_cma_toolkit.rich_text",
    **dict.fromkeys(_VALUES.split(), "contentstack_cma_toolkit.typed"),
    **dict.fromkeys(_COMPANIONS.split(), "contentstack_cma_toolkit.typed"),
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

ANNOTATION_NAMES = BUILTINS | {"datetime"}
"""Names in annotations, which a field with the same name would hide in the body of a class."""

GROUP_NAMES = ANNOTATION_NAMES | {"input", "fields", "describe", "from_dict", "to_dict"}
ENTRY_NAMES = GROUP_NAMES | {
    "uid",
    "locale",
    "version",
    "acl",
    "in_progress",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "publish_details",
    "workflow",
    "branch",
    "metadata",
    "variant",
    "rules",
    "embedded_items",
    "changes",
    "content_type_uid",
    "validate",
    "from_entry",
}

__all__ = ["ANNOTATION_NAMES", "ENTRY_NAMES", "GROUP_NAMES", "BUILTINS", "CLASS_NAMES", "CONSTANTS", "MODULES"]
