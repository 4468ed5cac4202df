"""Where an entry or asset is published.

A record holds `details`, which reads return as `publish_details`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.documents import Document

Action = Literal["publish", "unpublish"]

ACTIONS: tuple[Action, ...] = ("publish", "unpublish")

EMPTY: Document = {"details": []}


@dataclass(frozen=True, slots=True)
class PublishChange:
    """Publish a version to an environment (its uid) in a locale, or unpublish it there."""

    action: Action
    environment: str
    locale: str
    time: str
    user: str
    version: int


def apply_change(record: Document, change: PublishChange) -> Document:
    """Return the record after a change."""
    others = [detail for detail in record["details"] if not _is_at(detail, change)]
    if change.action == "unpublish":
        return {"details": others}
    detail = {
        "environment": change.environment,
        "locale": change.locale,
        "time": change.time,
        "user": change.user,
        "version": change.version,
    }
    return {"details": [*others, detail]}


def changes_nothing(record: Document, change: PublishChange) -> bool:
    """Return whether the version to publish is already published there."""
    held = [detail["version"] for detail in record["details"] if _is_at(detail, change)]
    return change.action == "publish" and held == [change.version]


def without_locale(record: Document, locale: str) -> Document:
    """Return the record without a locale, after its localization was deleted."""
    return {"details": [detail for detail in record["details"] if detail["locale"] != locale]}


def find_published_version(record: Document, environments: Sequence[str]) -> int | None:
    """Return the newest version published to one of the environments, or None."""
    versions = [detail["version"] for detail in record["details"] if detail["environment"] in environments]
    return max(versions, default=None)


def read_time(scheduled: Any, now: str) -> str | None:
    """Return when to do something: `now` if no time is given, None if the time is invalid.

    Times are ISO 8601 or `2026-01-31 09:30:00`, in UTC if they have no time zone. A time in the past becomes `now`;
    one more than 12 months ahead is invalid.
    """
    if scheduled in (None, ""):
        return now
    try:
        moment = datetime.fromisoformat(scheduled)
    except (TypeError, ValueError):
        return None
    time = format_timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return max(now, time) if time <= add_year(now) else None


def add_year(time: str) -> str:
    """Return the timestamp 12 months later. February 29 becomes March 1."""
    year = f"{int(time[:4]) + 1:04}"
    return f"{year}-03-01{time[10:]}" if time[5:10] == "02-29" else f"{year}{time[4:]}"


def _is_at(detail: Document, change: PublishChange) -> bool:
    return (detail["environment"], detail["locale"]) == (change.environment, change.locale)
