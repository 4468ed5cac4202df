"""Choices about the Python code that the description does not make."""

HANDWRITTEN_VERBS: dict[str, frozenset[str]] = {
    "entries": frozenset({"delete", "import", "import_version", "publish", "set_workflow_stage", "unpublish"}),
    "assets": frozenset({"get_by_permanent_url", "replace", "upload"}),
    "asset_folders": frozenset({"create", "update"}),
    "taxonomies": frozenset({"import"}),
    "extensions": frozenset({"upload"}),
}
"""Methods that the wrapper implements by hand, by resource; the typed resource classes omit them.

The modules in `api` have all of them.
"""

SECRET_FORMAT = "password"
"""Schema format of values that the repr of a model must not show."""
