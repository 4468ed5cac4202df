"""The calls of the control API for snapshots and forks."""

from typing import Any

from contentstack_cma_emulator.admin.control_calls import ControlCall, Query
from contentstack_cma_emulator.admin.input_kinds import reject
from contentstack_cma_emulator.admin.states.saved_states import SavedStates
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError

MAX_NAME = 100


class StateCalls:
    """The calls for snapshots and forks: `calls` has them by name and method."""

    def __init__(self, states: SavedStates) -> None:
        self._states = states
        self.calls: dict[str, dict[str, ControlCall]] = {
            "save": {"POST": self._save},
            "load": {"POST": self._load},
            "snapshots": {"GET": self._list_snapshots, "DELETE": self._delete_snapshots},
            "fork": {"POST": self._fork},
            "forks": {"GET": self._list_forks, "DELETE": self._end_forks},
        }

    def _save(self, query: Query, body: Document) -> Document:
        try:
            self._states.snapshots.save(read_name(body))
        except ValueError as error:
            raise reject({"name": [f"cannot be used: {error}."]}) from error
        return self._list_snapshots(query, {})

    def _load(self, _query: Query, body: Document) -> Document:
        name = read_name(body)
        try:
            self._states.load(name)
        except KeyError as error:
            raise CmaError(404, 404, f"There is no snapshot named {name!r}.") from error
        return {"notice": f"The snapshot {name!r} was loaded."}

    def _list_snapshots(self, _query: Query, _body: Document) -> Document:
        return {"snapshots": self._states.snapshots.list_names()}

    def _delete_snapshots(self, query: Query, _body: Document) -> Document:
        """Delete one snapshot, or all."""
        snapshots = self._states.snapshots
        if "name" not in query:
            for name in snapshots.list_names():
                snapshots.delete(name)
        elif not snapshots.delete(query["name"]):
            raise CmaError(404, 404, f"There is no snapshot named {query['name']!r}.")
        return self._list_snapshots(query, {})

    def _fork(self, _query: Query, _body: Document) -> Document:
        return {"url": self._states.emulator.fork().url}

    def _list_forks(self, _query: Query, _body: Document) -> Document:
        return {"forks": [fork.url for fork in self._states.emulator.forks]}

    def _end_forks(self, query: Query, _body: Document) -> Document:
        self._states.emulator.end_forks()
        return self._list_forks(query, {})


def read_name(body: Document) -> str:
    """Return the name in a body. Raises `CmaError` (422) if it is missing, or anything else is there."""
    wrong = {key: ["is not a field of this call; expected name."] for key in body if key != "name"}
    name: Any = body.get("name")
    if name is None:
        wrong["name"] = [errors.REQUIRED]
    elif not isinstance(name, str) or not name.isprintable() or not 1 <= len(name.strip()) <= MAX_NAME:
        wrong["name"] = [f"must be 1 to {MAX_NAME} printable characters."]
    if wrong:
        raise reject(wrong)
    return str(name)
