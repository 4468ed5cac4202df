"""Messages that the CMA would send by email or SMS, kept to be read."""

from dataclasses import dataclass, field
from typing import Literal

from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.store import Key, Scope

MESSAGE = "message"

Kind = Literal[
    "activation",
    "invitation",
    "password_reset",
    "stack_ownership",
    "organization_ownership",
    "sms_code",
    "task",
    "webhook_disabled",
]


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `token` is the token in its link or text, or empty."""

    kind: Kind
    to: str
    token: str = field(repr=False)


def send_message(state: State, kind: Kind, to: str, token: str = "") -> None:
    """Add a message to the outbox."""
    state.store.put(Key(MESSAGE, state.clock.make_uid()), {"kind": kind, "to": to, "token": token})


def read_messages(state: State) -> list[Message]:
    """Return the messages, oldest first."""
    return [Message(**message) for message in state.store.find(Scope(MESSAGE))]
