"""The content type of a history that is kept in its stack. No I/O."""

from typing import Any

HISTORY_UID = "contentstack_cma_migrations"
"""Uid of the content type."""

LOCK_TITLE = "lock"
"""Title of the entry that is the lock."""

LOCK_STATE = "lock"

_DESCRIPTION = (
    "The history of the migrations of this branch, written by the command contentstack-cma migrations: an entry per "
    "migration, and the entry 'lock' while migrations run. Do not edit, publish or delete these entries."
)
_STATES = ("running", "applied", "failed", "reverted", LOCK_STATE)


def build_history_type() -> dict[str, Any]:
    """Return the content type, with a help text for each field."""
    return {
        "uid": HISTORY_UID,
        "title": "Migrations (contentstack-cma)",
        "description": _DESCRIPTION,
        "options": {"is_page": False, "singleton": False, "title": "title", "sub_title": ["state"]},
        "schema": [
            _build_field("title", "Name", "Name of the migration's file, or 'lock'.", mandatory=True, unique=True),
            _build_field(
                "state",
                "State",
                "running: under way, or its process was killed. applied: done. failed: see Message. reverted: undone.",
                display_type="dropdown",
                enum={"advanced": False, "choices": [{"value": state} for state in _STATES]},
            ),
            _build_field("direction", "Direction", "upgrade or downgrade: what was run last."),
            _build_field("hash", "Hash", "SHA-256 of the file. A file must not change after it was applied."),
            _build_field("step", "Step", "The step that was begun last."),
            _build_field("done", "Steps done", "The steps that are done, one per line.", is_long=True),
            _build_field("message", "Message", "Why it failed.", is_long=True),
            _build_field("started", "Started", "When it was started.", data_type="isodate"),
            _build_field("finished", "Finished", "When it was applied, undone or failed.", data_type="isodate"),
            _build_field("who", "Run by", "User, host and process."),
            _build_field("owner", "Lock owner", "Id of the run that holds the lock."),
            _build_field(
                "lease_until",
                "Lock lease",
                "The lock holds until then. If that is over, its process was killed.",
                data_type="isodate",
            ),
        ],
    }


def _build_field(uid: str, name: str, help_text: str, **settings: Any) -> dict[str, Any]:
    is_long: bool = settings.pop("is_long", False)
    metadata: dict[str, Any] = {"description": help_text, **({"multiline": True} if is_long else {})}
    if uid == "title":
        metadata["_default"] = True
    return {"uid": uid, "display_name": name, "data_type": "text", "field_metadata": metadata, **settings}
