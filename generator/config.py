"""What the generator is told beyond the description: choices about the Python side."""

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
"""Verbs that the wrapper writes by hand, so that the typed resource classes leave them out.

The `with_raw_response` twins and the modules under `api` have them all.
"""

SECRET_FORMAT = "password"
"""Schema format of values that a model's repr must not show."""
