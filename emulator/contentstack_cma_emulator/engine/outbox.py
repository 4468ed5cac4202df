"""What the CMA would send by mail or SMS: kept for whoever wants to read it."""

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
    """One message. `token` is what its link or its text carries, empty where it carries nothing."""

    kind: Kind
    to: str
    token: str = field(repr=False)


def send(state: State, kind: Kind, to: str, token: str = "") -> None:
    """Put a message into the outbox."""
    state.store.put(Key(MESSAGE, state.clock.uid()), {"kind": kind, "to": to, "token": token})


def read(state: State) -> list[Message]:
    """Answer the messages, oldest first."""
    return [Message(**message) for message in state.store.find(Scope(MESSAGE))]
