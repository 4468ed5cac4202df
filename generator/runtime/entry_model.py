"""The methods of an entry that was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define

from .model import ReadModel


@define(eq=False, repr=False)
class EntryModel(ReadModel):
    """Base class of an entry that was read."""

    def writable(self, content_type: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
        """Return the fields in the form in which the API accepts them.

        System fields are removed, assets become their uids, references and included entries become uid and content
        type, and terms become the uids of taxonomy and term. Everything else stays as it is: custom fields, rich text,
        and fields of unknown kinds.

        The result does not say in which locale the entry was read: pass `locale=entry.locale` where you write it.

        Args:
            content_type: The content type, or its schema, read with `include_global_field_schema=True`. Required if
                the entry contains a whole asset or an included entry, since a custom field could contain the same.

        Raises:
            TypeError: `content_type` is neither a content type nor a schema.
            ValueError: The form of a value is unclear; the message names its path.
        """
        from .writable import make_writable

        return make_writable(self.to_dict(), content_type)


__all__ = ["EntryModel"]
