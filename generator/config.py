"""Choices about the Python code that the description does not make."""

HANDWRITTEN_VERBS: dict[str, frozenset[str]] = {
    "entries": frozenset(
        {
            "delete",
            "delete_version_name",
            "import",
            "import_version",
            "publish",
            "set_version_name",
            "set_workflow_stage",
            "unpublish",
        }
    ),
    "assets": frozenset(
        {
            "delete_version_name",
            "get_by_permanent_url",
            "publish",
            "replace",
            "set_version_name",
            "unpublish",
            "upload",
        }
    ),
    "asset_folders": frozenset({"create", "update"}),
    "content_types": frozenset({"import"}),
    "global_fields": frozenset({"import"}),
    "taxonomies": frozenset({"import"}),
    "webhooks": frozenset({"import", "import_into"}),
    "extensions": frozenset({"upload"}),
}
"""Methods that the wrapper implements by hand, by resource; the typed resource classes omit them.

The modules in `api` have all of them.
"""

SECRET_FORMAT = "password"
"""Schema format of values that the repr of a model must not show."""
