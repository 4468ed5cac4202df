"""Where something is published: decisions without any store.

A record holds `details`, which reads show as `publish_details`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.documents import Document

Action = Literal["publish", "unpublish"]

EMPTY: Document = {"details": []}


@dataclass(frozen=True, slots=True)
class Order:
    """Publish a version in a locale to an environment (its uid), or take it back there; when, and for whom."""

    action: Action
    environment: str
    locale: str
    time: str
    user: str
    version: int


def carried_out(record: Document, order: Order) -> Document:
    """Answer the record after an order."""
    others = [detail for detail in record["details"] if not _is_at(detail, order)]
    if order.action == "unpublish":
        return {"details": others}
    detail = {
        "environment": order.environment,
        "locale": order.locale,
        "time": order.time,
        "user": order.user,
        "version": order.version,
    }
    return {"details": [*others, detail]}


def changes_nothing(record: Document, order: Order) -> bool:
    """Answer whether the version to publish is published there already."""
    held = [detail["version"] for detail in record["details"] if _is_at(detail, order)]
    return order.action == "publish" and held == [order.version]


def withdrawn(record: Document, locale: str) -> Document:
    """Answer the record after the copy in a locale is gone."""
    return {"details": [detail for detail in record["details"] if detail["locale"] != locale]}


def published_version(record: Document, environments: Sequence[str]) -> int | None:
    """Answer the newest version that is published to one of the environments, or None."""
    versions = [detail["version"] for detail in record["details"] if detail["environment"] in environments]
    return max(versions, default=None)


def read_time(scheduled: Any, now: str) -> str | None:
    """Return when to do something: at once where no time is given, None where what is given is no time that can be.

    A time is written in ISO 8601, or as `2026-01-31 09:30:00`; without a zone it is UTC. What has passed is now. More
    than 12 months ahead nothing can be scheduled.
    """
    if scheduled in (None, ""):
        return now
    try:
        moment = datetime.fromisoformat(scheduled)
    except (TypeError, ValueError):
        return None
    time = timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return max(now, time) if time <= a_year_after(now) else None


def a_year_after(time: str) -> str:
    """Return the timestamp 12 months after another one; the last of February has no day of its own every year."""
    year = f"{int(time[:4]) + 1:04}"
    return f"{year}-03-01{time[10:]}" if time[5:10] == "02-29" else f"{year}{time[4:]}"


def _is_at(detail: Document, order: Order) -> bool:
    return (detail["environment"], detail["locale"]) == (order.environment, order.locale)
