"""What the page and the control API can reach of the emulator."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.admin.faults import Faults, Orders
from contentstack_cma_emulator.admin.states.saved_states import States
from contentstack_cma_emulator.dispatch.coverage import Row, list_rows
from contentstack_cma_emulator.engine.agenda import Item
from contentstack_cma_emulator.engine.call import State
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.description import Description
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import (
    ASSET,
    BRANCH,
    CONTENT_TYPE,
    ENTRY,
    ENVIRONMENT,
    GLOBAL_FIELD,
    LOCALE,
    STACK,
)
from contentstack_cma_emulator.engine.registry import operations
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.summaries import Overview
from contentstack_cma_emulator.http.request_log import RequestLog
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID


@dataclass(frozen=True, slots=True)
class AdminContext:
    """What the admin side needs of the emulator: its state, request log, fault injection, reset and saved states."""

    state: State
    request_log: RequestLog
    orders: Orders
    faults: Faults
    reset: Callable[[], None]
    credentials: Callable[[], dict[str, Any]]
    description: Description
    states: States

    def stacks(self) -> list[Document]:
        """Answer the stacks, oldest first."""
        return self.state.store.find(Scope(STACK))

    def branches(self, api_key: str) -> list[str]:
        """Answer the uids of a stack's branches."""
        return [branch["uid"] for branch in self.state.store.find(Scope(BRANCH, api_key))]

    def counts(self, api_key: str, branch: str) -> dict[str, int]:
        """Answer how much there is in a branch of a stack."""
        store = self.state.store
        folders = Collection(store, [(ASSET, api_key, branch, "", "")]).holding("is_dir", [True]) or ()
        return {
            "content_types": store.count(Scope(CONTENT_TYPE, api_key, branch)),
            "global_fields": store.count(Scope(GLOBAL_FIELD, api_key, branch)),
            "entries": Overview(store, ENTRY, api_key, branch).all_uids(),
            "assets": Overview(store, ASSET, api_key, branch).copies() - len(folders),
            "locales": store.count(Scope(LOCALE, api_key, branch)),
            "environments": store.count(Scope(ENVIRONMENT, api_key)),
        }

    def waiting(self, api_key: str) -> list[Item]:
        """Answer the work that waits in a stack, by time."""
        return [item for item in self.state.agenda.waiting() if item.caller["api_key"] == api_key]

    def coverage(self) -> list[Row]:
        """Return a row for each operation of the description."""
        return list_rows(self.description.operations.values(), operations(), self.request_log.count_calls())

    def file_of(self, api_key: str, branch: str, uid: str) -> tuple[Document, Path] | None:
        """Return an asset and its file, lent to who sends it, or None if there is none."""
        with self.state.store.lock():
            asset = self.state.store.get(Key(ASSET, uid, api_key, branch))
            if asset is None or asset["is_dir"]:
                return None
            return asset, self.state.folder.lend(self.state.files / api_key / uid / asset[UPLOAD_UID])
