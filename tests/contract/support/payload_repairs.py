"""Placeholders in known payloads, which no server would send, and what replaces them before a comparison.

Types follow what servers send, never a placeholder. Each row says what it replaces and why, and must be needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Json = Any

ABSENT: Final = object()
"""The value of a key that is missing at the top of a payload."""
EVERYWHERE: Final = "*"
"""In whatever payload it is found."""
MOMENT: Final = "2026-01-31T09:30:00.083Z"


@dataclass(frozen=True)
class Row:
    """Replace `value` under `key`, at any depth, in the payloads of `where`: an operation, or a sample file."""

    where: str
    key: str
    value: Json
    instead: Json
    reason: str

    def concerns(self, where: str) -> bool:
        """Whether it is for the payloads of an operation or a sample file."""
        return self.where in {where, EVERYWHERE}


PLACEHOLDER: Final = "mocks name the key, or the kind of value, where a server sends a moment"
NOTICE_ONLY: Final = "a mock holds the notice alone; recorded responses of the call hold the content type too"
CHOICE: Final = "a document names both choices in one text"
STATE_ONLY: Final = "a mock holds the state alone; documented responses of the call hold the whole job"
VERSION_AS_TEXT: Final = "an older document; the later one says that the version must be a number"
ONE_TASK: Final = "a mock holds one task alone; the other known response of the call holds a list"
EXPORTED: Final = "the tool that exported it uses the uid as the name of the record and drops it inside"
NUMBER_AS_TEXT: Final = "one example writes the number as text; the words beside it write a number"

ROWS: tuple[Row, ...] = (
    Row(EVERYWHERE, "created_at", "created_at", MOMENT, PLACEHOLDER),
    Row(EVERYWHERE, "created_at", "created_at_date", MOMENT, PLACEHOLDER),
    Row(EVERYWHERE, "updated_at", "updated_at", MOMENT, PLACEHOLDER),
    Row(EVERYWHERE, "updated_at", "updated_at_date", MOMENT, PLACEHOLDER),
    Row("PUT /v3/stacks/branch_aliases/{branch_alias_uid}", "updated_at", "u", MOMENT, PLACEHOLDER),
    Row(EVERYWHERE, "expires_on", "expires_on", MOMENT, PLACEHOLDER),
    Row("POST /v3/content_types", "content_type", ABSENT, {"uid": "page", "title": "Page"}, NOTICE_ONLY),
    Row("PUT /v3/content_types/{content_type_uid}", "content_type", ABSENT, {"uid": "page"}, NOTICE_ONLY),
    Row("GET /v3/bulk/jobs/{job_id}", "uid", ABSENT, "00000000-0000-4000-8000-000000000001", STATE_ONLY),
    Row("POST /v3/bulk/publish", "approvals", "true/false", True, CHOICE),
    Row("POST /v3/bulk/publish", "scheduled_at", "scheduled_time", MOMENT, PLACEHOLDER),
    Row("POST /v3/bulk/publish", "version", "5", 5, VERSION_AS_TEXT),
    Row("POST /v3/bulk/publish", "version", "1", 1, VERSION_AS_TEXT),
    Row("POST /v3/bulk/publish", "version", "2", 2, VERSION_AS_TEXT),
    Row("POST /v3/releases/{release_uid}/deploy", "action", "publish/unpublish", "publish", CHOICE),
    Row("DELETE /v3/releases/{release_uid}/items", "action", "publish_or_unpublish", "unpublish", CHOICE),
    Row("GET /v3/user/assignments", "assignments", ABSENT, [{"type": "workflow_stage"}], ONE_TASK),
    Row("environments/2.json", "uid", ABSENT, "blt0000000000000002", EXPORTED),
    Row("environments/3.json", "uid", ABSENT, "blt0000000000000003", EXPORTED),
    Row("environments/4.json", "uid", ABSENT, "blt0000000000000004", EXPORTED),
    Row("extensions/1.json", "uid", ABSENT, "blt0000000000000001", EXPORTED),
    Row("extensions/2.json", "uid", ABSENT, "blt0000000000000002", EXPORTED),
    Row("labels/1.json", "uid", ABSENT, "blt0000000000000001", EXPORTED),
    Row("labels/2.json", "uid", ABSENT, "blt0000000000000002", EXPORTED),
    Row("webhooks/1.json", "uid", ABSENT, "blt0000000000000001", EXPORTED),
    Row("POST /v3/taxonomies/{taxonomy_uid}/terms", "order", "2", 2, NUMBER_AS_TEXT),
)


def mend(where: str, payload: Json) -> Json:
    """The payload with every row for `where` applied."""
    rows = [row for row in ROWS if row.concerns(where)]
    added = {row.key: row.instead for row in rows if row.value is ABSENT and row.key not in payload}
    return _mend(payload, rows) | added if added else _mend(payload, rows)


def count_occurrences(row: Row, payload: Json) -> int:
    """How often a row applies to a payload."""
    if row.value is ABSENT:
        return int(row.key not in payload)
    return sum(1 for key, value in _members(payload) if _applies(row, key, value))


def _mend(value: Json, rows: list[Row]) -> Json:
    if isinstance(value, dict):
        return {key: _replace(key, item, rows) for key, item in value.items()}
    if isinstance(value, list):
        return [_mend(item, rows) for item in value]
    return value


def _replace(key: str, value: Json, rows: list[Row]) -> Json:
    for row in rows:
        if _applies(row, key, value):
            return row.instead
    return _mend(value, rows)


def _applies(row: Row, key: str, value: Json) -> bool:
    return key == row.key and type(value) is type(row.value) and bool(value == row.value)


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from _members(item)
    elif isinstance(value, list):
        for item in value:
            yield from _members(item)
