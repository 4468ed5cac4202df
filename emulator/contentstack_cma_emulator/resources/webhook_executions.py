"""Executions of webhooks: how the calls went, and calling again."""

from datetime import UTC, datetime

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.engine.declared import missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import EXECUTION
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources.webhooks import WEBHOOKS
from contentstack_cma_emulator.webhooks.executions import shown, try_again

CREATED_LAST = Order("created_at")

missing = missing_as("Webhook execution")


@operation("list_webhook_executions")
def list_executions(call: Call) -> Answer:
    """Answer a page of the executions of a webhook, those of some time if the call says so."""
    webhook = WEBHOOKS.find(call)
    first, last = read_moment(call, "from"), read_moment(call, "to")
    found = call.store.find(Scope(EXECUTION, call.api_key, parent=webhook["uid"]))
    in_time = [e for e in found if (first or "") <= e["created_at"] <= (last or e["created_at"])]
    show = events_only if call.flag("only_events") else shown
    return shown_listing(call, "webhooks", matching(call, in_time), show, CREATED_LAST)


@operation("get_webhook_execution")
def get_execution(call: Call) -> Answer:
    """Answer an execution with its last attempt, and with its webhooks as a whole."""
    execution = find(call, call.path["execution_uid"])
    attempts = execution["request_details"]
    webhooks = [WEBHOOKS.named(call, uid) for uid in execution["webhooks"]]
    whole = [WEBHOOKS.shown(call, webhook) for webhook in webhooks if webhook]
    last = {"request_details": attempts[-1] if attempts else None, "webhooks": whole}
    return Answer({"webhook": shown(execution) | last})


@operation("retry_webhook_execution")
def retry_execution(call: Call) -> Answer:
    """Order another attempt at an execution.

    Its uid stands in the path; or that of its webhook does, and its own in the body.
    """
    in_path, in_body = call.path["execution_uid"], call.body.get("execution_uid")
    execution = find(call, str(in_body or in_path))
    if in_body and in_path not in (execution["uid"], *execution["webhooks"]):
        raise missing(str(in_body))
    call.speaks_of(shown(execution))
    try_again(call, execution)
    return Answer({"notice": "Webhook retry scheduled"})


def find(call: Call, uid: str) -> Document:
    """Answer an execution. Raises `CmaError` (422/141) if there is none."""
    found = call.store.find(Scope(EXECUTION, call.api_key, uid=uid))
    if not found:
        raise missing(uid)
    return found[0]


def events_only(execution: Document) -> Document:
    """Answer an execution without its attempts."""
    return {name: value for name, value in shown(execution).items() if name != "request_details"}


def read_moment(call: Call, name: str) -> str | None:
    """Answer a moment in a parameter, in ISO 8601 and without a zone in UTC, as documents write it; None without one.

    Raises `CmaError` (422/141) on other text.
    """
    text = call.text(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise errors.invalid_parameter(name) from error
    return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
