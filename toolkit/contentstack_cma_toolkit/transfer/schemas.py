"""The content types of an export, with the fields of global fields in them. No I/O."""

from collections.abc import Mapping, Sequence

from .mapping import Document, expand_schema, get_document, get_documents

SchemaFields = list[dict[str, object]]


class Schemas:
    """The fields of content types.

    Args:
        content_types: The content types as exported.
        global_fields: The global fields as exported.
    """

    def __init__(self, content_types: Sequence[Document], global_fields: Sequence[Document]) -> None:
        self._content_types: Mapping[str, Document] = {str(each["uid"]): each for each in content_types}
        self._global_fields = {str(each["uid"]): each for each in global_fields}
        self._expanded: dict[str, SchemaFields] = {}

    def __contains__(self, content_type_uid: str) -> bool:
        return content_type_uid in self._content_types

    def get(self, content_type_uid: str) -> SchemaFields:
        """Return the fields of a content type.

        Raises:
            ValueError: The export does not have the content type.
        """
        if content_type_uid not in self._expanded:
            content_type = self._content_types.get(content_type_uid)
            if content_type is None:
                raise ValueError(f"the export has no content type {content_type_uid!r}")
            schema = get_documents(content_type, "schema")
            self._expanded[content_type_uid] = expand_schema(schema, self._global_fields)
        return self._expanded[content_type_uid]

    def has_unique_title(self, content_type_uid: str) -> bool:
        """Return whether two entries of a content type cannot have the same title."""
        fields = self.get(content_type_uid) if content_type_uid in self else []
        return any(field.get("uid") == "title" and field.get("unique") for field in fields)

    def is_singleton(self, content_type_uid: str) -> bool:
        """Return whether a content type can have only one entry."""
        content_type = self._content_types.get(content_type_uid, {})
        return get_document(content_type, "options").get("singleton") is True
