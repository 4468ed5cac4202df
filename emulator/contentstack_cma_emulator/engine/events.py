"""Events in a stack and their subscribers, above all the webhooks.

An event has several channels, from wide to narrow, and a webhook may subscribe to any of them:
`content_types.entries.update`, `content_types.blog.entries.update`, `content_types.blog.entries.blt….update`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `event` (`create`, `publish` …) to a `module` (`entry`, `asset` …)."""

    channels: tuple[str, ...]
    module: str
    event: str
    data: Document


Subscriber = Callable[[Call, Event], None]
"""Receives an event in the transaction of the call that caused it. Schedules work for what takes time."""

_subscribers: list[tuple[tuple[str, str] | None, Subscriber]] = []


def subscribe(kind: tuple[str, str] | None = None) -> Callable[[Subscriber], Subscriber]:
    """Call a function for the events in a stack: all, or those of one module and kind (`("entry", "publish")`)."""

    def register(subscriber: Subscriber) -> Subscriber:
        _subscribers.append((kind, subscriber))
        return subscriber

    return register


def notify(call: Call, event: Event) -> None:
    """Notify the subscribers of an event."""
    for kind, subscriber in _subscribers:
        if kind in (None, (event.module, event.event)):
            subscriber(call, event)


def build_channels(words: Sequence[str], uids: Sequence[str], event: str) -> tuple[str, ...]:
    """Return the channels of an event, the widest first.

    A channel consists of `words` (`content_types`, `entries`), each followed by its uid, from the left.
    """
    return tuple(".".join([*_interleave(words, uids[:count]), event]) for count in range(len(uids) + 1))


def _interleave(words: Sequence[str], uids: Sequence[str]) -> list[str]:
    mixed: list[str] = []
    for index, word in enumerate(words):
        mixed += [word, *uids[index : index + 1]]
    return mixed
