"""Executions of webhooks: list and retry them."""

from datetime import UTC, datetime

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.engine.declared import report_missing
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import EXECUTION
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.webhooks import WEBHOOKS
from contentstack_cma_emulator.webhooks.executions import schedule_retry, show_execution

CREATED_LAST = Order("created_at")

build_not_found = report_missing("Webhook execution")


@operation("list_webhook_executions")
def list_executions(call: Call) -> ApiResponse:
    """List the executions of a webhook, optionally those between two times."""
    webhook = WEBHOOKS.find(call)
    first, last = read_timestamp(call, "from"), read_timestamp(call, "to")
    found = call.store.find(Scope(EXECUTION, call.api_key, parent=webhook["uid"]))
    in_time = [e for e in found if (first or "") <= e["created_at"] <= (last or e["created_at"])]
    show = without_attempts if call.has_flag("only_events") else show_execution
    return list_rendered(call, "webhooks", filter_by_query(call, in_time), show, CREATED_LAST)


@operation("get_webhook_execution")
def get_execution(call: Call) -> ApiResponse:
    """Return an execution with its last attempt and its whole webhooks."""
    execution = require_execution(call, call.path["execution_uid"])
    attempts = execution["request_details"]
    webhooks = [WEBHOOKS.find_named(call, uid) for uid in execution["webhooks"]]
    whole = [WEBHOOKS.render(call, webhook) for webhook in webhooks if webhook]
    last = {"request_details": attempts[-1] if attempts else None, "webhooks": whole}
    return ApiResponse({"webhook": show_execution(execution) | last})


@operation("retry_webhook_execution")
def retry_execution(call: Call) -> ApiResponse:
    """Schedule another attempt at an execution.

    The path has its uid, or that of its webhook if the body has its uid.
    """
    in_path, in_body = call.path["execution_uid"], call.body.get("execution_uid")
    execution = require_execution(call, str(in_body or in_path))
    if in_body and in_path not in (execution["uid"], *execution["webhooks"]):
        raise build_not_found(call, str(in_body))
    call.set_changed_document(show_execution(execution))
    schedule_retry(call, execution)
    return ApiResponse({"notice": "Webhook retry scheduled"})


def require_execution(call: Call, uid: str) -> Document:
    """Return an execution. Raises `CmaError` (422/141) if there is none."""
    found = call.store.find(Scope(EXECUTION, call.api_key, uid=uid))
    if not found:
        raise build_not_found(call, uid)
    return found[0]


def without_attempts(execution: Document) -> Document:
    """Return an execution without its attempts."""
    return omit(show_execution(execution), "request_details")


def read_timestamp(call: Call, name: str) -> str | None:
    """Return a time parameter as documents have it, or None. Without a time zone, it is in UTC.

    Raises `CmaError` (422/141) if it is not ISO 8601.
    """
    text = call.get_text(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise errors.invalid_parameter(name) from error
    return format_timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
