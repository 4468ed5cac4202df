"""The control API: JSON calls under `/__emulator__`, for tests in any language.

| call | |
|---|---|
| `GET state` | the time, and the number of documents in each stack |
| `GET credentials` | the credentials of the account, the stacks and the OAuth apps |
| `POST reset` | restores the initial data |
| `GET requests` | the last requests, oldest first; filters: `limit`, `method`, `status`, `operation`, `q` |
| `GET requests/<id>` | a request with bodies and response; `secrets=true` shows credentials (also in the list) |
| `DELETE requests` | clears the request log |
| `GET coverage` | all operations: whether handled, evidence, number of calls; with totals |
| `GET outbox` | the messages that the CMA would send by email or SMS |
| `GET clock` | the time and the speed; `POST clock` with `advance`, `step`, `speed` or `stop` |
| `POST save` with `name` | saves a named snapshot of the state in memory |
| `POST load` with `name` | restores that snapshot, including credentials and the clock |
| `GET snapshots` | the names of the snapshots; `DELETE snapshots` deletes all, or one with `?name=…` |
| `GET state-file` | downloads the state as a file |
| `PUT state-file` | replaces all data by that of the state file in the body |
| `POST fork` | starts another emulator with a copy of the data, and returns its `url`; it stops with this one |
| `GET forks` | the URLs of the running forks; `DELETE forks` stops them |
| `GET faults` | the pending faults; `POST faults` injects one, `DELETE faults` clears all |
"""

import re
from dataclasses import asdict

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.control_calls import ControlCall, Query
from contentstack_cma_emulator.admin.fault_input import read_fault
from contentstack_cma_emulator.admin.faults import Fault
from contentstack_cma_emulator.admin.input_kinds import TIME, reject
from contentstack_cma_emulator.admin.request_search import (
    STATUSES,
    RequestFilter,
    describe_details,
    describe_request,
    find_requests,
)
from contentstack_cma_emulator.admin.state_calls import StateCalls
from contentstack_cma_emulator.dispatch import coverage
from contentstack_cma_emulator.engine import outbox
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError

FILTERS = ("limit", "method", "status", "operation", "q", "secrets")
"""Query parameters of `GET requests`."""


class Control:
    """The calls of the control API."""

    def __init__(self, context: AdminContext) -> None:
        self._context = context
        self._calls: dict[str, dict[str, ControlCall]] = {
            "state": {"GET": self._get_state},
            "credentials": {"GET": lambda _query, _body: context.credentials()},
            "reset": {"POST": self._reset},
            "requests": {"GET": self._get_requests, "DELETE": self._forget_requests},
            "coverage": {"GET": self._get_coverage},
            "outbox": {"GET": self._get_outbox},
            "clock": {"GET": self._get_clock, "POST": self._set_clock},
            "faults": {"GET": self._get_faults, "POST": self._inject_fault, "DELETE": self._clear_faults},
            **StateCalls(context.states).calls,
        }

    def handle(self, method: str, name: str, query: Query, body: Document) -> Document:
        """Handle a call. Raises `CmaError` if the call or the method does not exist, or the input is not valid."""
        name, _, number = name.partition("/")
        query = {**query, "id": number} if number and name == "requests" else query
        methods = None if number and name != "requests" else self._calls.get(name)
        if methods is None:
            names = ", ".join(sorted([*self._calls, "state-file"]))
            raise CmaError(404, 404, f"The control API has no call {name!r}. Available calls: {names}.")
        if method not in methods:
            supported = ", ".join(methods)
            raise CmaError(405, 405, f"{name} does not support the method {method}. Supported methods: {supported}.")
        return methods[method](query, body)

    def _get_state(self, _query: Query, _body: Document) -> Document:
        return {
            "now": self._context.state.clock.stamp(),
            "requests": len(self._context.request_log),
            "faults": len(self._context.faults.read()),
            "waiting": len(self._context.state.agenda.list_waiting()),
            "stacks": [self._describe_stack(stack) for stack in self._context.list_stacks()],
        }

    def _describe_stack(self, stack: Document) -> Document:
        api_key = stack["api_key"]
        branches = {
            branch: self._context.count_content(api_key, branch) for branch in self._context.list_branches(api_key)
        }
        return {"name": stack["name"], "uid": stack["uid"], "api_key": api_key, "branches": branches}

    def _reset(self, _query: Query, _body: Document) -> Document:
        self._context.reset()
        return {"notice": "The initial state was restored."}

    def _get_requests(self, query: Query, _body: Document) -> Document:
        """Return one request with its bodies, or the last requests that match."""
        log, secrets = self._context.request_log, query.get("secrets") == "true"
        if "id" in query:
            found = log.find(read_whole_number(query, "id", 0))
            if found is None:
                raise CmaError(404, 404, "The request log does not contain this request. It keeps only the last ones.")
            return {"request": describe_details(found.reveal() if secrets else found)}
        check_filters(query)
        received = list(find_requests(log.read(), RequestFilter.read(query)))
        shown = received[-read_whole_number(query, "limit", max(log.size, 1)) :]
        return {
            "requests": [describe_request(item.reveal() if secrets else item) for item in shown],
            "count": len(received),
        }

    def _forget_requests(self, _query: Query, _body: Document) -> Document:
        self._context.request_log.clear()
        return {"notice": "The request log was cleared."}

    def _get_coverage(self, _query: Query, _body: Document) -> Document:
        rows = self._context.list_coverage()
        return {"operations": [coverage.describe(row) for row in rows], "totals": coverage.count_totals(rows)}

    def _get_outbox(self, _query: Query, _body: Document) -> Document:
        return {"messages": [asdict(message) for message in outbox.read_messages(self._context.state)]}

    def _get_clock(self, _query: Query, _body: Document) -> Document:
        clock = self._context.state.clock
        return {"now": clock.stamp(), "speed": clock.speed}

    def _set_clock(self, query: Query, body: Document) -> Document:
        clock = self._context.state.clock
        if body == {"stop": True}:
            clock.stop()
        elif body.keys() == {"speed"}:
            clock.speed = read_seconds(body, "speed")
        elif body.keys() == {"advance"}:
            clock.advance(read_seconds(body, "advance"))
        elif body.keys() == {"step"}:
            clock.step(read_seconds(body, "step"))
        else:
            raise reject({"clock": ['expects exactly one of "advance", "step", "speed" (seconds) or "stop" (true).']})
        return self._get_clock(query, body)

    def _get_faults(self, _query: Query, _body: Document) -> Document:
        return {"faults": [describe_fault(fault) for fault in self._context.faults.read()]}

    def _inject_fault(self, query: Query, body: Document) -> Document:
        name, arguments = read_fault(body)
        getattr(self._context.fault_injection, f"{name}_next")(**arguments)
        return self._get_faults(query, {})

    def _clear_faults(self, query: Query, _body: Document) -> Document:
        self._context.faults.clear()
        return self._get_faults(query, {})


def describe_fault(fault: Fault) -> Document:
    """Return a pending fault as JSON."""
    effect = {name: value for name, value in asdict(fault.effect).items() if name not in ("body", "headers")}
    return {"fault": fault.name, **asdict(fault.target), "delay": fault.delay, **effect}


def check_filters(query: Query) -> None:
    """Raise `CmaError` (422) for unknown filters of the request log, and for an invalid status."""
    wrong = {name: [f"is not a filter; expected one of {', '.join(FILTERS)}."] for name in query if name not in FILTERS}
    status = query.get("status", "")
    if status and status not in STATUSES and not re.fullmatch("[1-5][0-9]{2}", status):
        wrong["status"] = [f"must be a status such as 422, or one of {', '.join(STATUSES)}, not {status!r}."]
    if wrong:
        raise reject(wrong)


def read_seconds(body: Document, name: str) -> float:
    """Return a number of seconds of a body. Raises `CmaError` (422) if it is not valid."""
    return float(TIME.read(name, body[name]))


def read_whole_number(query: Query, name: str, default: int) -> int:
    """Return an integer of the query. Raises `CmaError` (422) if it is not a positive integer."""
    text = query.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise reject({name: [f"must be an integer of at least 1, not {text!r}."]})
    return int(text)
