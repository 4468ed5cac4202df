"""The control API: what tests in any language need of the emulator, as JSON under `/__emulator__`.

| call | |
|---|---|
| `GET state` | the time, and what each stack holds |
| `GET credentials` | what signs in: the account, the stacks, the OAuth app |
| `POST reset` | sets everything back to what it was when the state was new |
| `GET requests` | the last requests, oldest first; filters: `limit`, `method`, `status`, `operation`, `q` |
| `GET requests/<id>` | a request with bodies and response; `secrets=true` shows credentials (also in the list) |
| `DELETE requests` | forgets the requests |
| `GET coverage` | every operation: is it handled, how well is it known, how often was it called; with totals |
| `GET outbox` | what would have been sent by mail or SMS |
| `GET clock` | the time and the speed; `POST clock` with `advance`, `step`, `speed` or `stop` |
| `POST save` with `name` | keeps a snapshot of the state in memory under this name |
| `POST load` with `name` | replaces everything by that snapshot, credentials and the clock as well |
| `GET snapshots` | the names of the snapshots; `DELETE snapshots` forgets them, with `?name=…` one of them |
| `GET state-file` | downloads the state as a file |
| `PUT state-file` | replaces everything by what the state file in the body holds |
| `POST fork` | starts another emulator with a copy of the state and returns its `url`; it stops with this one |
| `GET forks` | the URLs of the forks that run; `DELETE forks` stops them |
| `GET faults` | those that wait; `POST faults` orders one, `DELETE faults` forgets all |
"""

import re
from dataclasses import asdict

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.control_calls import ControlCall, Query
from contentstack_cma_emulator.admin.fault_input import read_order
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
"""What the query of `GET requests` may have."""


class Control:
    """The calls of the control API."""

    def __init__(self, context: AdminContext) -> None:
        self._context = context
        self._calls: dict[str, dict[str, ControlCall]] = {
            "state": {"GET": self._state},
            "credentials": {"GET": lambda _query, _body: context.credentials()},
            "reset": {"POST": self._reset},
            "requests": {"GET": self._requests, "DELETE": self._forget_requests},
            "coverage": {"GET": self._coverage},
            "outbox": {"GET": self._outbox},
            "clock": {"GET": self._clock, "POST": self._set_clock},
            "faults": {"GET": self._faults, "POST": self._order_fault, "DELETE": self._clear_faults},
            **StateCalls(context.states).calls,
        }

    def answer(self, method: str, name: str, query: Query, body: Document) -> Document:
        """Handle one call. Raises `CmaError` if the name or the method is unknown, or the call is not valid."""
        name, _, number = name.partition("/")
        query = {**query, "id": number} if number and name == "requests" else query
        methods = None if number and name != "requests" else self._calls.get(name)
        if methods is None:
            names = ", ".join(sorted([*self._calls, "state-file"]))
            raise CmaError(404, 404, f"The control API has no call {name!r}. It has {names}.")
        if method not in methods:
            raise CmaError(405, 405, f"{name} does not take the method {method}, but {' and '.join(methods)}.")
        return methods[method](query, body)

    def _state(self, _query: Query, _body: Document) -> Document:
        return {
            "now": self._context.state.clock.stamp(),
            "requests": len(self._context.request_log),
            "faults": len(self._context.faults.read()),
            "waiting": len(self._context.state.agenda.waiting()),
            "stacks": [self._shown_stack(stack) for stack in self._context.stacks()],
        }

    def _shown_stack(self, stack: Document) -> Document:
        api_key = stack["api_key"]
        branches = {branch: self._context.counts(api_key, branch) for branch in self._context.branches(api_key)}
        return {"name": stack["name"], "uid": stack["uid"], "api_key": api_key, "branches": branches}

    def _reset(self, _query: Query, _body: Document) -> Document:
        self._context.reset()
        return {"notice": "Everything is as it was when it was new."}

    def _requests(self, query: Query, _body: Document) -> Document:
        """Return one request with its bodies, or the last ones that match."""
        log, secrets = self._context.request_log, query.get("secrets") == "true"
        if "id" in query:
            found = log.find(whole_number(query, "id", 0))
            if found is None:
                raise CmaError(404, 404, "The request log does not have this request. It keeps the last ones only.")
            return {"request": describe_details(found.reveal() if secrets else found)}
        check_filters(query)
        received = list(find_requests(log.read(), RequestFilter.read(query)))
        shown = received[-whole_number(query, "limit", max(log.size, 1)) :]
        return {
            "requests": [describe_request(item.reveal() if secrets else item) for item in shown],
            "count": len(received),
        }

    def _forget_requests(self, _query: Query, _body: Document) -> Document:
        self._context.request_log.clear()
        return {"notice": "The requests are forgotten."}

    def _coverage(self, _query: Query, _body: Document) -> Document:
        rows = self._context.coverage()
        return {"operations": [coverage.describe(row) for row in rows], "totals": coverage.count_totals(rows)}

    def _outbox(self, _query: Query, _body: Document) -> Document:
        return {"messages": [asdict(message) for message in outbox.read(self._context.state)]}

    def _clock(self, _query: Query, _body: Document) -> Document:
        clock = self._context.state.clock
        return {"now": clock.stamp(), "speed": clock.speed}

    def _set_clock(self, query: Query, body: Document) -> Document:
        """Do one thing to the clock."""
        clock = self._context.state.clock
        if body == {"stop": True}:
            clock.stop()
        elif body.keys() == {"speed"}:
            clock.speed = seconds(body, "speed")
        elif body.keys() == {"advance"}:
            clock.advance(seconds(body, "advance"))
        elif body.keys() == {"step"}:
            clock.step(seconds(body, "step"))
        else:
            raise reject({"clock": ['takes one of "advance", "step", "speed" (seconds) and "stop" (true).']})
        return self._clock(query, body)

    def _faults(self, _query: Query, _body: Document) -> Document:
        return {"faults": [shown_fault(fault) for fault in self._context.faults.read()]}

    def _order_fault(self, query: Query, body: Document) -> Document:
        name, arguments = read_order(body)
        getattr(self._context.orders, f"{name}_next")(**arguments)
        return self._faults(query, {})

    def _clear_faults(self, query: Query, _body: Document) -> Document:
        self._context.faults.clear()
        return self._faults(query, {})


def shown_fault(fault: Fault) -> Document:
    """Return a waiting fault as JSON."""
    effect = {name: value for name, value in asdict(fault.effect).items() if name not in ("body", "headers")}
    return {"fault": fault.name, **asdict(fault.target), "delay": fault.delay, **effect}


def check_filters(query: Query) -> None:
    """Reject (422) filters of the request log that do not exist, and a status that no response can have."""
    wrong = {
        name: [f"is not known here; expected one of {', '.join(FILTERS)}."] for name in query if name not in FILTERS
    }
    status = query.get("status", "")
    if status and status not in STATUSES and not re.fullmatch("[1-5][0-9]{2}", status):
        wrong["status"] = [f"must be a status such as 422, or one of {', '.join(STATUSES)}, not {status!r}."]
    if wrong:
        raise reject(wrong)


def seconds(body: Document, name: str) -> float:
    """Return a number of seconds of a body. Raises `CmaError` (422) if it is none, or out of bounds."""
    return float(TIME.read(name, body[name]))


def whole_number(query: Query, name: str, default: int) -> int:
    """Return a number of the query. Raises `CmaError` (422) if it is none, or below 1."""
    text = query.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise reject({name: [f"must be a whole number of at least 1, not {text!r}."]})
    return int(text)
