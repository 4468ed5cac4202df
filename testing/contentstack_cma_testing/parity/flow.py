"""What a flow is: a few calls that show how the API behaves in one respect."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Need(StrEnum):
    """What a flow needs beside a stack and somebody who is signed in."""

    USER = "a user (authtoken, Login or OAuth), not a management token"
    MANAGEMENT_TOKEN = "a management token, which the flow creates"  # noqa: S105 -- words, not a password
    ORGANIZATION = "a user who may manage the organization"
    BRANCHES = "branches"
    TAXONOMIES = "taxonomies"
    VARIANTS = "entry variants"
    WORKFLOWS = "workflows"
    RELEASES_2 = "releases 2.0"
    TEAMS = "teams"
    EXTENSIONS = "extensions"
    TASKS = "tasks"


class Reply(Protocol):
    """The response to a call of a flow."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def json(self) -> Any:
        """The decoded body; None if there is none."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers, with lower-case names."""
        ...

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        ...

    def find(self, *path: str | int) -> Any:
        """Return a value in the body, such as `find("entry", "uid")`; None if it is not there."""
        ...

    def require(self, *path: str | int) -> Any:
        """Return a value in the body without which the flow cannot go on. The flow stops if it is not there."""
        ...


class Steps(Protocol):
    """What a flow does its calls with. Every call is recorded by its label, for the comparison of two targets."""

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
        """Send a request and record the response. No status raises.

        Args:
            label: What the call shows, unique in the flow: "create with the title of another".
            method: HTTP method.
            path: Path with uids in it, such as `/v3/content_types/parity_a`.
            query: Query parameters.
            json: Body.
            headers: Additional headers, which replace those of the run: with `authtoken` or `authorization` none of the
                run's credentials are sent, and `api_key` is sent instead of that of the stack.
            has_stack: Whether the call is about the stack (sends `api_key`). Default: yes.
        """
        ...

    def upload(
        self, label: str, method: str, path: str, *, name: str, content: bytes, fields: Mapping[str, str] | None = None
    ) -> Reply:
        """Upload a file as multipart, in the field `asset[upload]`, and record the response."""
        ...

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
        """Repeat a read until its response is as expected, at most a minute, and record how long that took."""
        ...

    def burst(self, label: str, path: str, *, most: int) -> Reply:
        """Send a read up to `most` times, several at once and without pace, until one has status 429.

        Returns and records that response or, if the rate limit is not reached, the last one.
        """
        ...

    def order(self, label: str, names: Iterable[str]) -> None:
        """Record the order of things, by names that are the same for every target, such as titles the flow gave."""
        ...

    def answer(self, question: str, fact: str) -> None:
        """Record the answer to an open question, in words that contain nothing of the stack."""
        ...

    def later(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> None:
        """Register a call that removes what the flow created. Done in reverse order, whatever happens."""
        ...

    def name(self, what: str) -> str:
        """Return a name that nothing else has, such as `parity_a1_author`: lower-case letters, digits, underscores."""
        ...


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow.

    Attributes:
        name: Its name: tag and function, such as `content_types.create_twice`.
        tag: Tag of the description whose operations it shows.
        shows: What it shows, in a sentence.
        needs: What it needs.
        answers: Ids of the open questions that it answers.
        calls: Most calls that it makes, for the plan of a run.
        run: The function.
    """

    name: str
    tag: str
    shows: str
    needs: frozenset[Need]
    answers: tuple[str, ...]
    calls: int
    run: Callable[[Steps], None]


FLOWS: dict[str, Flow] = {}
"""All flows, by name. Importing `flows` fills it."""


def flow(
    tag: str, shows: str, *, calls: int, needs: Sequence[Need] = (), answers: Sequence[str] = ()
) -> Callable[[Callable[[Steps], None]], Callable[[Steps], None]]:
    """Register a function as a flow.

        @flow("Labels", "A label cannot have the name of another.", calls=3)
        def name_twice(steps: Steps) -> None: ...

    Args:
        tag: Tag of the description, such as `Content types`.
        shows: What it shows, in a sentence.
        calls: Most calls that it makes, those that clean up included. Polls of `wait` count as 10.
        needs: What it needs.
        answers: Ids of the open questions in `questions.QUESTIONS` that it answers.
    """

    def register(function: Callable[[Steps], None]) -> Callable[[Steps], None]:
        module = function.__module__.rpartition(".")[2]
        name = f"{module}.{function.__name__}"
        FLOWS[name] = Flow(name, tag, shows, frozenset(needs), tuple(answers), calls, function)
        return function

    return register
