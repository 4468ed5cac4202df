"""What steps know of the migration that calls them: which steps are done, and where bulk steps keep checkpoints."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .dry_target import DryTarget
from .errors import StepError
from .live_target import LiveTarget
from .target import Target

if TYPE_CHECKING:
    from contentstack_cma import Stack


_DONE = "done by an earlier run"

Notify = Callable[[str], None]
"""Called with a line for people when something begins."""


@dataclass(slots=True)
class Step:
    """A step that is being carried out.

    Attributes:
        target: What it reads and writes through.
        checkpoint: Path of the checkpoint for what must not be done twice; None without a history.
        lacks_checkpoint: Whether an earlier run has begun this step, with a checkpoint that is not here.
        lines: What it has done, or would do.
    """

    target: Target
    checkpoint: Path | None = None
    lacks_checkpoint: bool = False
    lines: list[str] = field(default_factory=list[str])

    def note(self, line: str) -> None:
        """Note what was done, or would be done."""
        self.lines.append(line)


StepBody = Callable[[Step], None]


class Session(Protocol):
    """What runs the steps of a migration."""

    def run_step(self, stack: "Stack", text: str, body: StepBody) -> None:
        """Carry out a step.

        Args:
            stack: The stack.
            text: What it does. Together with its number among those of the same text, it identifies the step.
            body: Carries it out.
        """
        ...


class StepRecorder(Protocol):
    """Where a session records its steps."""

    def is_done(self, key: str) -> bool:
        """Return whether an earlier run has done a step."""
        ...

    def was_begun(self, key: str) -> bool:
        """Return whether an earlier run has begun a step, and not done it."""
        ...

    def note_begin(self, key: str) -> None:
        """Record that a step begins."""
        ...

    def note_done(self, key: str) -> None:
        """Record that a step is done."""
        ...


@dataclass(slots=True)
class StepKeys:
    """The keys of steps, by which a resumed run recognizes them."""

    _seen: Counter[str] = field(default_factory=Counter[str])

    def make(self, text: str) -> str:
        """Return the key of the next step with this text."""
        plain = " ".join(text.split())
        self._seen[plain] += 1
        number = self._seen[plain]
        return plain if number == 1 else f"{plain} ({number})"


@dataclass(slots=True)
class LiveSession:
    """Carries out steps, and records them.

    Attributes:
        recorder: Where they are recorded.
        folder: Folder for checkpoints.
        notify: Called when a step begins.
        lines: What was done.
    """

    recorder: StepRecorder
    folder: Path
    notify: Notify
    lines: list[str] = field(default_factory=list[str])
    _keys: StepKeys = field(default_factory=StepKeys)

    def run_step(self, stack: "Stack", text: str, body: StepBody) -> None:
        """Carry out a step, unless an earlier run has done it."""
        key = self._keys.make(text)
        if self.recorder.is_done(key):
            self.lines.append(f"{key}: {_DONE}")
            return
        path = self.folder / f"{sha256(key.encode()).hexdigest()[:12]}.jsonl"
        step = Step(LiveTarget(stack), path, lacks_checkpoint=self.recorder.was_begun(key) and not path.exists())
        if not step.lacks_checkpoint:
            path.touch()  # before the history says that the step has begun: a kill in between must do no harm
        self.notify(f"  {key}")
        self.recorder.note_begin(key)
        body(step)
        self.recorder.note_done(key)
        if path.exists() and not path.stat().st_size:
            path.unlink()
        self.lines += [f"{key}: {line}" for line in step.lines or ["nothing to do"]]


@dataclass(slots=True)
class DrySession:
    """Finds out what steps would do.

    Attributes:
        target: The stack as earlier migrations and steps would have changed it.
        done: The steps that an earlier run has done.
        lines: What they would do.
    """

    target: DryTarget
    done: Collection[str] = ()
    lines: list[str] = field(default_factory=list[str])
    _keys: StepKeys = field(default_factory=StepKeys)

    def run_step(self, stack: "Stack", text: str, body: StepBody) -> None:
        """Find out what a step would do, after what the earlier ones would have done."""
        key = self._keys.make(text)
        if not self.target.is_of(stack):
            raise StepError(f"{key}: a dry run follows one stack and branch only")
        if key in self.done:
            self.lines.append(f"{key}: {_DONE}")
            return
        step = Step(self.target)
        body(step)
        self.lines += [f"{key}: {line}" for line in step.lines or ["nothing to do"]]


@dataclass(slots=True)
class BareSession:
    """Carries out steps outside of migrations."""

    def run_step(self, stack: "Stack", text: str, body: StepBody) -> None:
        """Carry out a step."""
        del text
        body(Step(LiveTarget(stack)))


_SESSION: ContextVar[Session] = ContextVar("contentstack_cma_migration")


@contextmanager
def use_session(session: Session) -> Generator[None]:
    """Let the steps that are called in the block belong to a session."""
    token = _SESSION.set(session)
    try:
        yield
    finally:
        _SESSION.reset(token)


def run_step(stack: "Stack", text: str, body: StepBody) -> None:
    """Carry out a step in the session of the migration that calls it; outside of migrations, just so."""
    _SESSION.get(BareSession()).run_step(stack, text, body)


def make_checkpoint_folder(folder: str | os.PathLike[str], *parts: str) -> Path:
    """Create the folder for the checkpoints of a migration, which version control ignores."""
    base = Path(folder) / ".checkpoints"
    base.mkdir(exist_ok=True)
    (base / ".gitignore").write_text("*\n", "utf-8")
    place = base.joinpath(*parts)
    place.mkdir(parents=True, exist_ok=True)
    return place
