"""What happened in a stack, told to whoever listens: webhooks above all.

An event has several channels, from the wide to the narrow, as a webhook may name any of them:
`content_types.entries.update`, `content_types.blog.entries.update`, `content_types.blog.entries.blt….update`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contentstack_cma_emulator.engine.documents import Document

if TYPE_CHECKING:
    from contentstack_cma_emulator.engine.call import Call


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `event` (`create`, `publish` …) to a `module` (`entry`, `asset` …)."""

    channels: tuple[str, ...]
    module: str
    event: str
    data: Document


Subscriber = Callable[["Call", Event], None]
"""Is told of an event in the transaction of the call that made it happen. It orders work for what takes time."""

_subscribers: list[Subscriber] = []


def subscriber(hears: Subscriber) -> Subscriber:
    """Let a function hear of every event in a stack."""
    _subscribers.append(hears)
    return hears


def tell(call: "Call", event: Event) -> None:
    """Tell the subscribers of an event."""
    for hears in _subscribers:
        hears(call, event)


def channels_of(words: Sequence[str], uids: Sequence[str], event: str) -> tuple[str, ...]:
    """Answer the channels of an event, the widest first.

    `words` are those of the channel (`content_types`, `entries`); the uids stand behind them, from the left.
    """
    return tuple(".".join([*_mixed(words, uids[:count]), event]) for count in range(len(uids) + 1))


def _mixed(words: Sequence[str], uids: Sequence[str]) -> list[str]:
    mixed: list[str] = []
    for index, word in enumerate(words):
        mixed += [word, *uids[index : index + 1]]
    return mixed
