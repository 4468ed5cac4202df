"""What flows run against: a stack of an emulator or of the service. Its calls are recorded."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.features import check_feature
from contentstack_cma_testing.parity.flow import Flow, Need, Reply
from contentstack_cma_testing.parity.leftovers import STACKS, Cleanup, Leftovers
from contentstack_cma_testing.parity.recording import Exchange, Recording, record
from contentstack_cma_testing.parity.removing import is_settled, remove
from contentstack_cma_testing.parity.replies import Answer
from contentstack_cma_testing.parity.scrubbing import Seen
from contentstack_cma_testing.parity.vocabulary import find_operation


@dataclass(frozen=True, slots=True)
class Patience:
    """How `wait` waits.

    Attributes:
        seconds: Longest wait.
        pause: Seconds between two reads.
        clock: Clock that measures it.
    """

    seconds: float = 60.0
    pause: float = 1.0
    clock: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Target:
    """A stack, and who is signed in.

    Attributes:
        connection: What sends the calls.
        api_key: Key of the stack.
        offers: What is available, of the needs that depend on who is signed in.
        leftovers: What is to be removed.
        seen: Texts that were sent and received.
        patience: How `wait` waits.
        freeze: Stops the clock of an emulator during a burst, which may be slow on a busy machine.
        prefix: Beginning of all names, such as `parity_a1`.
    """

    connection: Connection
    api_key: str
    offers: frozenset[Need]
    leftovers: Leftovers
    seen: Seen = field(default_factory=Seen)
    patience: Patience = field(default_factory=Patience)
    freeze: Callable[[], AbstractContextManager[object]] = nullcontext
    prefix: str = "parity"


class Recorder:
    """Makes and records the calls of a flow: `flow.Steps`.

    Args:
        target: What the flow runs against.
        flow: The flow.
        number: A number that no other flow of the run has.
        expected: What was recorded of the calls on the emulator, by label.

    Attributes:
        recording: What was recorded.
    """

    def __init__(self, target: Target, flow: Flow, number: int, expected: Mapping[str, Exchange]) -> None:
        self._target = target
        self._flow = flow
        self._number = number
        self._expected = expected
        self._cleanups: list[Cleanup] = []
        self.recording = Recording()

    def call(
        self,
        label: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        has_stack: bool = True,
    ) -> Reply:
        """Send a request and record the response. No status raises."""
        self._check_label(label)
        self._check_stack_stays(method, path, headers)
        self._target.seen.add([path.split("/"), dict(query or {}), json, dict(headers or {})])
        answer = self._send(label, method, path, query=query, json=json, headers=headers, has_stack=has_stack)
        return self._keep(answer, method, path)

    def upload(
        self, label: str, method: str, path: str, *, name: str, content: bytes, fields: Mapping[str, str] | None = None
    ) -> Reply:
        """Upload a file, and record the response."""
        self._check_label(label)
        self._target.seen.add([name, dict(fields or {})])
        answer = self._target.connection.upload(
            label, method, path, api_key=self._target.api_key, name=name, content=content, fields=fields or {}
        )
        self.recording.sent += 1
        return self._keep(answer, method, path)

    def wait(
        self,
        label: str,
        method: str,
        path: str,
        until: Callable[[Reply], bool],
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Repeat a read until its response is as expected, and record how long that took."""
        self._check_label(label)
        patience = self._target.patience
        started = patience.clock()
        while True:
            answer = self._send(label, method, path, query=query, headers=headers)
            seconds, is_done = patience.clock() - started, until(answer)
            if is_done or seconds >= patience.seconds:
                break
            time.sleep(patience.pause)
        self._keep(answer, method, path)
        exchange = self.recording.calls[label]
        self.recording.calls[label] = replace(exchange, seconds=round(seconds, 1), is_as_expected=is_done)
        return answer

    def burst(self, label: str, path: str, *, most: int) -> Reply:
        """Send a read up to `most` times without pace, until one has status 429."""
        self._check_label(label)
        connection = self._target.connection
        before = len(connection.statuses)
        with self._target.freeze():
            answer = connection.burst(label, path, api_key=self._target.api_key, most=most)
        self.recording.sent += len(connection.statuses) - before
        return self._keep(answer, "GET", path)

    def order(self, label: str, names: Iterable[str]) -> None:
        """Record the order of things, by names that are the same for every target."""
        self.recording.orders[label] = tuple(self._target.seen.hide(str(name)) for name in names)

    def answer(self, question: str, fact: str) -> None:
        """Record the answer to an open question."""
        facts = self.recording.answers.get(question, ())
        self.recording.answers[question] = (*facts, self._target.seen.hide(fact))

    def later(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> None:
        """Register a call that removes what the flow creates."""
        self._check_stack_stays(method, path, None)
        cleanup = Cleanup(method, path, self._target.api_key, query, json)
        self._cleanups.append(cleanup)
        self._target.leftovers.add(cleanup)

    def name(self, what: str) -> str:
        """Return a name that nothing else has."""
        name = f"{self._target.prefix}{self._number}_{what}"
        self._target.seen.add_name(name, what)
        return name

    def clean_up(self) -> None:
        """Make the calls of `later`, in reverse order. None of them is recorded.

        Raises:
            NoResponseError: The connection broke. The rest stays in the file of leftovers.
        """
        while self._cleanups:
            cleanup = self._cleanups[-1]
            if is_settled(remove(self._target.connection, cleanup)):
                self._target.leftovers.forget(cleanup)
            self._cleanups.pop()
            self.recording.sent += 1

    def _send(self, label: str, method: str, path: str, *, has_stack: bool = True, **more: Any) -> Answer:
        self.recording.sent += 1
        api_key = self._target.api_key if has_stack else None
        return self._target.connection.send(label, method, path, api_key=api_key, **more)

    def _keep(self, answer: Answer, method: str, path: str) -> Answer:
        self._target.seen.add(answer.json)
        exchange = record(answer, method, find_operation(method, path), self._target.seen.hide)
        self.recording.calls[answer.label] = exchange
        check_feature(self._flow, answer, self._expected.get(answer.label))
        return answer

    def _check_label(self, label: str) -> None:
        if label in self.recording.calls:
            raise ValueError(f"{self._flow.name}: two calls have the label {label!r}")

    def _check_stack_stays(self, method: str, path: str, headers: Mapping[str, str] | None) -> None:
        named = {name.lower(): value for name, value in (headers or {}).items()}
        if method == "DELETE" and path == STACKS and named.get("api_key", self._target.api_key) == self._target.api_key:
            raise ValueError(f"{self._flow.name}: a flow must not delete the stack that it runs in")
