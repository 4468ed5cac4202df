"""Executions: one for each event and destination of a webhook, with all attempts to deliver it."""

from typing import Any

from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.events import Event, subscribe
from contentstack_cma_emulator.engine.kinds import BRANCH, EXECUTION, WEBHOOK
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import background_work
from contentstack_cma_emulator.stores.schema_store import find_content_type
from contentstack_cma_emulator.webhooks import payload, sending
from contentstack_cma_emulator.webhooks.sending import Delivery
from contentstack_cma_emulator.webhooks.signing import sign, sign_with_secrets

DELIVER = "deliver_webhook"

RETRY_AFTER = (5, 25, 125, 625)
"""Seconds before each retry of a webhook with an automatic retry policy."""

UNHEALTHY_AFTER = 10
"""How many failed attempts in a row disable a webhook."""

INTERNAL_FIELDS = ("target",)
"""Fields of an execution that responses do not show: the index of its destination."""


@subscribe()
def handle_event(call: Call, event: Event) -> None:
    """Start an execution for each destination of every webhook that matches an event."""
    for webhook in call.store.find(Scope(WEBHOOK, call.api_key, "")):
        if payload.matches(webhook, event, call.branch):
            for target in range(len(webhook["destinations"])):
                _start_execution(call, webhook, event, target)


@background_work(DELIVER)
def deliver(call: Call, task: Document) -> None:
    """Make one attempt to deliver an execution, record it, and schedule a retry if necessary."""
    now = call.state.clock.stamp()
    with call.store.transaction():
        webhook, execution = _find(call, task)
    if webhook is None or execution is None or (webhook["disabled"] and not task["by_hand"]):
        return
    request = _build_request(call, webhook, execution, now)
    content = payload.encode(request["body"])
    headers = {name: value for name, value in request["headers"].items() if value is not None}
    delivery = sending.post(request["uri"], headers, content, call.state.port)
    with call.store.transaction():
        webhook, execution = _find(call, task)
        if webhook and execution:
            _record_attempt(call, task, execution, _build_attempt(call, request, delivery))
            _follow_up(call, task, webhook, delivery)


def schedule_retry(call: Call, execution: Document) -> None:
    """Schedule one more attempt, as a user does."""
    _schedule(call, execution["webhooks"][0], execution["uid"], by_hand=True)


def show_execution(execution: Document) -> Document:
    """Return an execution as responses show it."""
    return omit(execution, *INTERNAL_FIELDS)


def _start_execution(call: Call, webhook: Document, event: Event, target: int) -> None:
    destinations: list[Document] = webhook["destinations"]
    data = _expand(call, event.data)
    event_data = payload.build_event_data(event, data, call.api_key, concise=webhook["concise_payload"])
    uid = call.state.clock.make_uid()
    execution: Document = {
        "uid": uid,
        "channel": list(event.channels),
        "created_at": call.now,
        "updated_at": call.now,
        "event_data": event_data,
        "event_headers": payload.build_headers(destinations[target]),
        "org_uid": call.stack["org_uid"],
        "request_details": [],
        "retry_count": 0,
        "status": None,
        "webhooks": [webhook["uid"]],
        "destination": {},
        "target": target,
    }
    call.store.put(_build_key(call, webhook["uid"], uid), execution)
    _schedule(call, webhook["uid"], uid, by_hand=False)


def _schedule(call: Call, webhook_uid: str, execution_uid: str, *, by_hand: bool) -> None:
    call.run_soon(DELIVER, {"webhook": webhook_uid, "execution": execution_uid, "retry": 0, "by_hand": by_hand})


def _expand(call: Call, data: Document) -> Document:
    """Return the data of an event with the whole content type and branch instead of their uids."""
    branch: Document = data.get("branch") or {}
    found = call.store.get(Key(BRANCH, branch.get("uid", call.branch), call.api_key)) or {}
    fields = {name: found[name] for name in ("alias", "uid", "source") if name in found}
    whole = data | ({"branch": fields} if fields else {})
    content_type: Document = data.get("content_type") or {}
    if content_type.keys() == {"uid"}:
        whole["content_type"] = find_content_type(call, str(content_type["uid"])) or content_type
    return whole


def _find(call: Call, task: Document) -> tuple[Document | None, Document | None]:
    execution = call.store.get(_build_key(call, task["webhook"], task["execution"]))
    return call.store.get(Key(WEBHOOK, task["webhook"], call.api_key)), execution


def _build_key(call: Call, webhook_uid: str, uid: str) -> Key:
    return Key(EXECUTION, uid, call.api_key, parent=webhook_uid)


def _build_request(call: Call, webhook: Document, execution: Document, now: str) -> Document:
    destinations: list[Document] = webhook["destinations"]
    target: int = execution["target"]
    destination = destinations[min(target, len(destinations) - 1)]
    body = {"triggered_at": now, **execution["event_data"]}
    signature = _sign(call, payload.encode(body))
    return {
        "method": "POST",
        "followAllRedirects": True,
        "uri": destination["target_url"],
        "body": body,
        "headers": payload.build_headers(destination) | signature,
        "json": True,
        "resolveWithFullResponse": True,
        "timeout": int(sending.TIMEOUT * 1000),
    }


def _sign(call: Call, content: bytes) -> dict[str, str]:
    """Return the header with the signature of a body: by HMAC if there are secrets, else by the certificate."""
    clock, secrets = call.state.clock, call.state.webhook_secrets
    if secrets:
        return {"x-contentstack-hmac-signature": sign_with_secrets(content, int(clock.now().timestamp()), secrets)}
    return {"X-Contentstack-Request-Signature": sign(content, clock.make_bytes)}


def _build_attempt(call: Call, request: Document, delivery: Delivery) -> Document:
    sent: Document = {"uri": {"href": request["uri"]}, "method": "POST", "headers": request["headers"]}
    message = {} if delivery.message is None else {"message": delivery.message}
    response: dict[str, Any] = {
        "statusCode": delivery.status,
        **message,
        "body": delivery.body,
        "headers": dict(delivery.headers) if delivery.headers else None,
        "request": sent,
    }
    return {
        "_id": call.state.clock.make_uid(""),
        "request": request,
        "response": response,
        "created_at": call.state.clock.stamp(),
    }


def _record_attempt(call: Call, task: Document, execution: Document, attempt: Document) -> None:
    number = len(execution["request_details"])
    execution |= {
        "request_details": [*execution["request_details"], attempt | {"retry_number": number}],
        "event_headers": attempt["request"]["headers"],
        "retry_count": number,
        "status": attempt["response"]["statusCode"],
        "updated_at": attempt["created_at"],
    }
    call.store.put(_build_key(call, task["webhook"], task["execution"]), execution)


def _follow_up(call: Call, task: Document, webhook: Document, delivery: Delivery) -> None:
    """Schedule a retry, or update the health of the webhook."""
    retry: int = task["retry"]
    is_automatic = is_retried(webhook) and not task["by_hand"]
    if delivery.attempted and not delivery.is_success and is_automatic and retry < len(RETRY_AFTER):
        call.run_later(RETRY_AFTER[retry], DELIVER, task | {"retry": retry + 1})
    elif delivery.is_success:
        _save(call, webhook | {"failures": 0})
    elif delivery.is_failure:
        _record_failure(call, webhook)


def is_retried(webhook: Document) -> bool:
    """Return whether failed calls are retried, by `retry_policy` or `retry`."""
    options: Document = webhook.get("retry") or {}
    return webhook["retry_policy"] == "automatic" or bool(options.get("auto"))


def _record_failure(call: Call, webhook: Document) -> None:
    failures = webhook.get("failures", 0) + 1
    webhook |= {"failures": failures}
    if failures >= UNHEALTHY_AFTER and not webhook["disabled"]:
        webhook |= {"disabled": True, "unhealthy": {"state": True}}
        for email in webhook["notifiers"]:
            outbox.send_message(call.state, "webhook_disabled", email)
    _save(call, webhook)


def _save(call: Call, webhook: Document) -> None:
    call.store.put(Key(WEBHOOK, webhook["uid"], call.api_key), webhook)
