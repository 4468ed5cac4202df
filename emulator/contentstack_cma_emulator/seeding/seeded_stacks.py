"""Creates the stacks of a seed: a seed file, or an export folder of the official command line."""

from collections.abc import Iterator
from pathlib import Path

from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.dispatch.internal_calls import InternalCalls
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import STACK
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.seeding.demo import DEMO, make_management_token
from contentstack_cma_emulator.seeding.folder_loading import load_folder
from contentstack_cma_emulator.seeding.loading import StackLoader
from contentstack_cma_emulator.seeding.seed_file import SeedError, read_seed
from contentstack_cma_emulator.stores.provisioning import create_stack

READ_AND_WRITE = {"read": True, "write": True}


def prepare_stacks(path: Path, dispatcher: Dispatcher, account: Document) -> None:
    """Load the seed at `path` if none was loaded, and store the API key and the management token of each of its stacks.

    What it publishes is published before the first request is handled. Raises `SeedError` with the place of what cannot
    be created.
    """
    state, key = dispatcher.state, Key(DEMO, "seed")
    if state.store.get(key) is not None:
        return
    try:
        with state.agenda.without_delay():
            load = _load_folder if path.is_dir() else _load_stacks
            state.store.put(key, {"stacks": list(load(path, dispatcher, account))})
    except SeedError as error:
        raise SeedError("", f"{path}: {error}") from error


def _load_stacks(path: Path, dispatcher: Dispatcher, account: Document) -> Iterator[Document]:
    for index, data in enumerate(read_seed(path)["stacks"]):
        place = f"stacks[{index}]"
        stack = _create_stack(place, data, dispatcher, account)
        StackLoader(InternalCalls(dispatcher, stack), data, place, path.parent).load()
        yield _make_token(dispatcher, stack, data.get("management_token"))


def _load_folder(path: Path, dispatcher: Dispatcher, account: Document) -> Iterator[Document]:
    yield _make_token(dispatcher, load_folder(path, dispatcher, account), None)


def _make_token(dispatcher: Dispatcher, stack: Document, value: str | None) -> Document:
    """Create the management token of a stack, and return what is known about the stack."""
    token = make_management_token(dispatcher.state, stack, "Of the seed", READ_AND_WRITE, value)
    return {"api_key": stack["api_key"], "management_token": token}


def _create_stack(place: str, data: Document, dispatcher: Dispatcher, account: Document) -> Document:
    wanted: Document = {"name": data["name"], "master_locale": data.get("master_locale", "en-us")}
    wanted |= {name: data[name] for name in ("description", "api_key") if name in data}
    if dispatcher.state.store.get(Key(STACK, data.get("api_key", ""))):
        raise SeedError(f"{place}.api_key", "belongs to another stack.")
    return create_stack(dispatcher.state, account["user_uid"], account["organization_uid"], wanted)
