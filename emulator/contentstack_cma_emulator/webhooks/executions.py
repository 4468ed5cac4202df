"""Executions: one for each event and destination of a webhook, with every attempt to deliver it."""

from collections.abc import Mapping
from typing import Any

from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, subscriber
from contentstack_cma_emulator.engine.kinds import BRANCH, EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.engine.work import background
from contentstack_cma_emulator.stores.schema_store import existing_content_type
from contentstack_cma_emulator.webhooks import payload, sending
from contentstack_cma_emulator.webhooks.sending import Answered
from contentstack_cma_emulator.webhooks.signing import sign

DELIVER = "deliver_webhook"

RETRY_AFTER = (5, 25, 125, 625)
"""Seconds after which a webhook with an automatic policy calls again, one after the other."""

UNHEALTHY_AFTER = 10
"""After how many executions in a row that broke down a webhook is disabled."""

OF_THE_EMULATOR = ("target",)
"""Fields of an execution that only the emulator knows: which destination it is for."""


@subscriber
def hear(call: Call, event: Event) -> None:
    """Begin an execution for each destination of every webhook that hears of an event."""
    for webhook in call.store.find(call.stack_scope(WEBHOOK)):
        if payload.hears(webhook, event, call.branch):
            for target in range(len(webhook["destinations"])):
                _begin(call, webhook, event, target)


@background(DELIVER)
def deliver(call: Call, order: Document) -> None:
    """Make one attempt at an execution, write down how it went, and see to what follows from it."""
    now = call.state.clock.stamp()
    with call.store.transaction():
        webhook, execution = _find(call, order)
    if webhook is None or execution is None or (webhook["disabled"] and not order["by_hand"]):
        return
    request = _request(call, webhook, execution, now)
    content = payload.written(request["body"])
    answered = sending.post(request["uri"], _sent(request["headers"]), content, call.state.port)
    with call.store.transaction():
        webhook, execution = _find(call, order)
        if webhook and execution:
            _note(call, order, execution, _attempt(call, request, answered))
            _follow_up(call, order, webhook, answered)


def try_again(call: Call, execution: Document) -> None:
    """Order one more attempt at an execution by hand."""
    _order(call, execution["webhooks"][0], execution["uid"], by_hand=True)


def shown(execution: Document) -> Document:
    """Answer an execution as it is read."""
    return {name: value for name, value in execution.items() if name not in OF_THE_EMULATOR}


def _begin(call: Call, webhook: Document, event: Event, target: int) -> None:
    destinations: list[Document] = webhook["destinations"]
    data = _whole(call, event.data)
    told = payload.event_data(event, data, call.api_key, concise=webhook["concise_payload"])
    uid = call.state.clock.uid()
    execution: Document = {
        "uid": uid,
        "channel": list(event.channels),
        "created_at": call.now,
        "updated_at": call.now,
        "event_data": told,
        "event_headers": payload.headers_of(destinations[target]),
        "org_uid": call.stack["org_uid"],
        "request_details": [],
        "retry_count": 0,
        "status": None,
        "webhooks": [webhook["uid"]],
        "destination": {},
        "target": target,
    }
    call.store.put(_key(call, webhook["uid"], uid), execution)
    _order(call, webhook["uid"], uid, by_hand=False)


def _order(call: Call, webhook_uid: str, execution_uid: str, *, by_hand: bool) -> None:
    call.soon(DELIVER, {"webhook": webhook_uid, "execution": execution_uid, "retry": 0, "by_hand": by_hand})


def _whole(call: Call, data: Document) -> Document:
    """Answer the data of an event with the content type and the branch as a whole instead of their uids."""
    branch: Document = data.get("branch") or {}
    found = call.store.get(call.stack_key(BRANCH, branch.get("uid", call.branch))) or {}
    kept = {name: found[name] for name in ("alias", "uid", "source") if name in found}
    whole = data | ({"branch": kept} if kept else {})
    content_type: Document = data.get("content_type") or {}
    if content_type.keys() == {"uid"}:
        whole["content_type"] = existing_content_type(call, str(content_type["uid"])) or content_type
    return whole


def _find(call: Call, order: Document) -> tuple[Document | None, Document | None]:
    execution = call.store.get(_key(call, order["webhook"], order["execution"]))
    return call.store.get(call.stack_key(WEBHOOK, order["webhook"])), execution


def _key(call: Call, webhook_uid: str, uid: str) -> Key:
    return Key(EXECUTION, uid, call.api_key, parent=webhook_uid)


def _request(call: Call, webhook: Document, execution: Document, now: str) -> Document:
    destinations: list[Document] = webhook["destinations"]
    target: int = execution["target"]
    destination = destinations[min(target, len(destinations) - 1)]
    body = payload.body_of(execution["event_data"], now)
    signature = {"X-Contentstack-Request-Signature": sign(payload.written(body), call.state.clock.random_bytes)}
    return {
        "method": "POST",
        "followAllRedirects": True,
        "uri": destination["target_url"],
        "body": body,
        "headers": payload.headers_of(destination) | signature,
        "json": True,
        "resolveWithFullResponse": True,
        "timeout": int(sending.TIMEOUT * 1000),
    }


def _sent(headers: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value is not None}


def _attempt(call: Call, request: Document, answered: Answered) -> Document:
    seen: Document = {"uri": {"href": request["uri"]}, "method": "POST", "headers": request["headers"]}
    message = {} if answered.message is None else {"message": answered.message}
    response: dict[str, Any] = {
        "statusCode": answered.status,
        **message,
        "body": answered.body,
        "headers": dict(answered.headers) if answered.headers else None,
        "request": seen,
    }
    return {
        "_id": call.state.clock.uid(""),
        "request": request,
        "response": response,
        "created_at": call.state.clock.stamp(),
    }


def _note(call: Call, order: Document, execution: Document, attempt: Document) -> None:
    number = len(execution["request_details"])
    execution |= {
        "request_details": [*execution["request_details"], attempt | {"retry_number": number}],
        "event_headers": attempt["request"]["headers"],
        "retry_count": number,
        "status": attempt["response"]["statusCode"],
        "updated_at": attempt["created_at"],
    }
    call.store.put(_key(call, order["webhook"], order["execution"]), execution)


def _follow_up(call: Call, order: Document, webhook: Document, answered: Answered) -> None:
    """See to another attempt, or take note of the webhook's health."""
    retry: int = order["retry"]
    is_automatic = is_retried(webhook) and not order["by_hand"]
    if answered.reached and not answered.is_success and is_automatic and retry < len(RETRY_AFTER):
        call.later(RETRY_AFTER[retry], DELIVER, order | {"retry": retry + 1})
    elif answered.is_success:
        _keep(call, webhook | {"failures": 0})
    elif answered.is_breakdown:
        _break_down(call, webhook)


def is_retried(webhook: Document) -> bool:
    """Return whether a call that failed is made again: `retry_policy` says it, or `retry`."""
    as_object: Document = webhook.get("retry") or {}
    return webhook["retry_policy"] == "automatic" or bool(as_object.get("auto"))


def _break_down(call: Call, webhook: Document) -> None:
    failures = webhook.get("failures", 0) + 1
    webhook |= {"failures": failures}
    if failures >= UNHEALTHY_AFTER and not webhook["disabled"]:
        webhook |= {"disabled": True, "unhealthy": {"state": True}}
        for email in webhook["notifiers"]:
            outbox.send(call.state, "webhook_disabled", email)
    _keep(call, webhook)


def _keep(call: Call, webhook: Document) -> None:
    call.store.put(call.stack_key(WEBHOOK, webhook["uid"]), webhook)
