"""What a live run has created and not removed yet, in a file, so that the next run can remove it."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from contentstack_cma_testing.parity.errors import LeftoversError

STACKS = "/v3/stacks"


@dataclass(frozen=True, slots=True)
class Cleanup:
    """A call that removes something.

    Attributes:
        method: HTTP method.
        path: Path.
        api_key: Key of the stack; None for a call that is not about a stack.
        query: Query parameters.
        json: Body.
    """

    method: str
    path: str
    api_key: str | None = field(repr=False)
    query: Mapping[str, Any] | None = None
    json: Any = None


class Leftovers:
    """The calls that are still to be made to remove everything.

    Args:
        path: The file; None to keep it in memory only.
        place: Scheme and host of the API.
        cleanups: Calls to make, in the order in which they were registered.
    """

    def __init__(self, path: Path | None, place: str, cleanups: list[Cleanup] | None = None) -> None:
        self._path = path
        self._place = place
        self._cleanups = list(cleanups or [])

    @classmethod
    def load(cls, path: Path | None, place: str) -> Self:
        """Return what an earlier run left.

        Raises:
            LeftoversError: The file is damaged, or from a run against another host.
        """
        if path is None or not path.exists():
            return cls(path, place)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            cleanups = [Cleanup(**each) for each in document["cleanups"]]
        except (ValueError, KeyError, TypeError) as error:
            raise LeftoversError(f"{path} is not a file of leftovers: move it away, and start again") from error
        if document.get("place") != place:
            raise LeftoversError(
                f"{path} is from a run against another host: run against that one first, or pass another folder"
            )
        return cls(path, place, cleanups)

    def __iter__(self) -> Iterator[Cleanup]:
        return reversed(list(self._cleanups))

    def __len__(self) -> int:
        return len(self._cleanups)

    def add(self, cleanup: Cleanup) -> None:
        """Note a call before what it removes is created."""
        self._cleanups.append(cleanup)
        self._save()

    def forget(self, cleanup: Cleanup) -> None:
        """Forget a call that has been made. With a stack, all that is in it is removed."""
        is_stack = cleanup.path == STACKS and cleanup.api_key is not None
        self._cleanups.remove(cleanup)
        self._cleanups = [each for each in self._cleanups if not (is_stack and each.api_key == cleanup.api_key)]
        self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        if not self._cleanups:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        document = {"place": self._place, "cleanups": [asdict(each) for each in self._cleanups]}
        number, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)  # mode 600
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(document, file)
        Path(name).replace(self._path)
