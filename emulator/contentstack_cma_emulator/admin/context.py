"""The parts of the emulator that the admin page and the control API use."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.admin.faults import FaultInjection, FaultQueue
from contentstack_cma_emulator.admin.states.saved_states import SavedStates
from contentstack_cma_emulator.dispatch.coverage import Row, list_rows
from contentstack_cma_emulator.engine import kinds
from contentstack_cma_emulator.engine.agenda import Item
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.description import Description
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.registry import get_operation_handlers
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.summaries import Overview
from contentstack_cma_emulator.http.request_log import RequestLog
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID


@dataclass(frozen=True, slots=True)
class AdminContext:
    """State, request log, fault injection, reset and saved states of the emulator."""

    state: State
    request_log: RequestLog
    fault_injection: FaultInjection
    faults: FaultQueue
    reset: Callable[[], None]
    credentials: Callable[[], dict[str, Any]]
    description: Description
    states: SavedStates

    def list_stacks(self) -> list[Document]:
        """Return the stacks, oldest first."""
        return self.state.store.find(Scope(kinds.STACK))

    def list_branches(self, api_key: str) -> list[str]:
        """Return the uids of the branches of a stack."""
        return [branch["uid"] for branch in self.state.store.find(Scope(kinds.BRANCH, api_key))]

    def count_content(self, api_key: str, branch: str) -> dict[str, int]:
        """Return the number of content types, entries, assets and so on in a branch."""
        store = self.state.store
        folders = Collection(store, [(kinds.ASSET, api_key, branch, "", "")]).find_by_value("is_dir", [True]) or ()
        return {
            "content_types": store.count(Scope(kinds.CONTENT_TYPE, api_key, branch)),
            "global_fields": store.count(Scope(kinds.GLOBAL_FIELD, api_key, branch)),
            "entries": Overview(store, kinds.ENTRY, api_key, branch).count_all_uids(),
            "assets": Overview(store, kinds.ASSET, api_key, branch).count_documents() - len(folders),
            "locales": store.count(Scope(kinds.LOCALE, api_key, branch)),
            "environments": store.count(Scope(kinds.ENVIRONMENT, api_key)),
        }

    def list_waiting(self, api_key: str) -> list[Item]:
        """Return the scheduled background work of a stack, by due time."""
        return [item for item in self.state.agenda.list_waiting() if item.caller["api_key"] == api_key]

    def list_coverage(self) -> list[Row]:
        """Return a row for each operation of the description."""
        return list_rows(self.description.operations.values(), get_operation_handlers(), self.request_log.count_calls())

    def lend_file(self, api_key: str, branch: str, uid: str) -> tuple[Document, Path] | None:
        """Return an asset with a temporary copy of its file, or None if it does not exist."""
        with self.state.store.lock():
            asset = self.state.store.get(Key(kinds.ASSET, uid, api_key, branch))
            if asset is None or asset["is_dir"]:
                return None
            return asset, self.state.folder.lend(self.state.files / api_key / uid / asset[UPLOAD_UID])
