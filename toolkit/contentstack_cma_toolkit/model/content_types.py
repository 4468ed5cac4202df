"""Content types and global fields, as people declare them. No I/O."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any

from .fields import Field, freeze_lists, make_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma.types import JsonValue

    from .fields import Json


@dataclass(frozen=True)
class Schema:
    """What content types and global fields have in common.

    Args:
        uid: Uid: lower-case letters, digits and underscores.
        title: Title. Default: made from the uid.
        description: Description for editors.
        fields: The fields.
        field_rules: Rules that show and hide fields, as the API has them.
        options: Other options, as the API has them.
        extra: Other keys, as the API has them.
    """

    uid: str
    _: KW_ONLY
    title: str = ""
    description: str = ""
    fields: Sequence[Field] = ()
    field_rules: Sequence[Json] = ()
    options: Json = field(default_factory=dict[str, "JsonValue"])
    extra: Json = field(default_factory=dict[str, "JsonValue"])

    def __post_init__(self) -> None:
        if not self.title:
            object.__setattr__(self, "title", make_name(self.uid))
        object.__setattr__(self, "field_rules", tuple(self.field_rules))
        freeze_lists(self)


@dataclass(frozen=True)
class GlobalField(Schema):
    """A global field: fields that several content types share."""

    def to_wire(self) -> dict[str, Any]:
        """Return the global field as the API has it."""
        from .writing import write_global_field

        return write_global_field(self)


@dataclass(frozen=True)
class ContentType(Schema):
    """A content type.

    Args:
        is_page: Whether its entries are pages with a URL.
        is_singleton: Whether there is only one entry.
        url_pattern: Pattern of the URL of a page.
        url_prefix: Prefix of the URL of a page.
    """

    _: KW_ONLY
    is_page: bool = False
    is_singleton: bool = False
    url_pattern: str = "/:title"
    url_prefix: str = "/"

    def to_wire(self) -> dict[str, Any]:
        """Return the content type as the API has it."""
        from .writing import write_content_type

        return write_content_type(self)


__all__ = ["ContentType", "GlobalField", "Schema"]
