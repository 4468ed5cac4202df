"""Where something is published, and what is to be published or taken back later: decisions without any store.

A record holds ``details`` (what reads show as ``publish_details``) and ``scheduled`` orders that are not due yet.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.store import Document

Action = Literal["publish", "unpublish"]

EMPTY: Document = {"details": [], "scheduled": []}


@dataclass(frozen=True, slots=True)
class Order:
    """Publish a version in a locale to an environment (its uid), or take it back there, at a time."""

    action: Action
    environment: str
    locale: str
    time: str
    user: str
    version: int


def ordered(record: Document, orders: Sequence[Order], now: str) -> Document:
    """Answer the record after the orders: those that are due are carried out, the others kept for later."""
    waiting = [*record["scheduled"], *(asdict(order) for order in orders)]
    return settled(record | {"scheduled": waiting}, now)


def settled(record: Document, now: str) -> Document:
    """Answer the record after every scheduled order that is due by now, in the order of their times."""
    due = sorted((order for order in record["scheduled"] if order["time"] <= now), key=lambda order: order["time"])
    details = record["details"]
    for order in due:
        details = _carried_out(details, Order(**order))
    return {"details": details, "scheduled": [order for order in record["scheduled"] if order["time"] > now]}


def withdrawn(record: Document, locale: str) -> Document:
    """Answer the record after the copy in a locale is gone."""
    return {name: [item for item in items if item["locale"] != locale] for name, items in record.items()}


def published_version(record: Document, environments: Sequence[str]) -> int | None:
    """Answer the newest version that is published to one of the environments, or None."""
    versions = [detail["version"] for detail in record["details"] if detail["environment"] in environments]
    return max(versions, default=None)


def read_time(scheduled: Any, now: str) -> str | None:
    """Answer when to do something: at once where no time is given, None where what is given is no time.

    A time is written in ISO 8601, or as ``2026-01-31 09:30:00``; without a zone it is UTC.
    """
    if scheduled in (None, ""):
        return now
    try:
        moment = datetime.fromisoformat(scheduled)
    except (TypeError, ValueError):
        return None
    return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _carried_out(details: Sequence[Document], order: Order) -> list[Document]:
    place = (order.environment, order.locale)
    others = [detail for detail in details if (detail["environment"], detail["locale"]) != place]
    if order.action == "unpublish":
        return others
    detail = {
        "environment": order.environment,
        "locale": order.locale,
        "time": order.time,
        "user": order.user,
        "version": order.version,
    }
    return [*others, detail]
