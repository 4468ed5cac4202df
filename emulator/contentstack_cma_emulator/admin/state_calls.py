"""The calls of the control API about saved states and forks."""

from typing import Any

from contentstack_cma_emulator.admin.control_calls import ControlCall, Query
from contentstack_cma_emulator.admin.input_kinds import reject
from contentstack_cma_emulator.admin.states.saved_states import States
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError

LONGEST_NAME = 100


class StateCalls:
    """Snapshots and forks by name of the call and method."""

    def __init__(self, states: States) -> None:
        self._states = states
        self.calls: dict[str, dict[str, ControlCall]] = {
            "save": {"POST": self._save},
            "load": {"POST": self._load},
            "snapshots": {"GET": self._snapshots, "DELETE": self._forget},
            "fork": {"POST": self._fork},
            "forks": {"GET": self._forks, "DELETE": self._end_forks},
        }

    def _save(self, query: Query, body: Document) -> Document:
        try:
            self._states.shelf.save(read_name(body))
        except ValueError as error:
            raise reject({"name": [f"cannot be saved: {error}."]}) from error
        return self._snapshots(query, {})

    def _load(self, _query: Query, body: Document) -> Document:
        name = read_name(body)
        try:
            self._states.load(name)
        except KeyError as error:
            raise CmaError(404, 404, f"There is no snapshot named {name!r}.") from error
        return {"notice": f"The state is that of the snapshot {name!r}."}

    def _snapshots(self, _query: Query, _body: Document) -> Document:
        return {"snapshots": self._states.shelf.names()}

    def _forget(self, query: Query, _body: Document) -> Document:
        """Forget one snapshot, or all."""
        shelf = self._states.shelf
        if "name" not in query:
            for name in shelf.names():
                shelf.forget(name)
        elif not shelf.forget(query["name"]):
            raise CmaError(404, 404, f"There is no snapshot named {query['name']!r}.")
        return self._snapshots(query, {})

    def _fork(self, _query: Query, _body: Document) -> Document:
        return {"url": self._states.emulator.fork().url}

    def _forks(self, _query: Query, _body: Document) -> Document:
        return {"forks": [fork.url for fork in self._states.emulator.forks]}

    def _end_forks(self, query: Query, _body: Document) -> Document:
        self._states.emulator.end_forks()
        return self._forks(query, {})


def read_name(body: Document) -> str:
    """Return the name of a snapshot. Raises `CmaError` (422) if the body has none, or something else."""
    wrong = {key: ["is not known here; expected name."] for key in body if key != "name"}
    name: Any = body.get("name")
    if name is None:
        wrong["name"] = [errors.REQUIRED]
    elif not isinstance(name, str) or not name.isprintable() or not 1 <= len(name.strip()) <= LONGEST_NAME:
        wrong["name"] = [f"must be 1 to {LONGEST_NAME} printable characters."]
    if wrong:
        raise reject(wrong)
    return str(name)
