"""Makes the stacks of a seed."""

from collections.abc import Iterator
from pathlib import Path

from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.dispatch.internal_calls import InsideCalls
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.seeding.demo import make_management_token
from contentstack_cma_emulator.seeding.loading import Planter
from contentstack_cma_emulator.seeding.seed_file import SeedError, read_seed
from contentstack_cma_emulator.stores.provisioning import create_stack

READ_AND_WRITE = {"read": True, "write": True}


def plant(path: Path, dispatcher: Dispatcher, account: Document) -> list[Document]:
    """Make what the seed at `path` says; answer the API key and the management token of each of its stacks.

    What is published is so before the first request is looked at. Raises `SeedError` with the place of what cannot be
    made, `OSError` if the seed cannot be read.
    """
    try:
        with dispatcher.state.agenda.without_delay():
            return list(_stacks(path, dispatcher, account))
    except SeedError as error:
        raise SeedError("", f"{path}: {error}") from error


def _stacks(path: Path, dispatcher: Dispatcher, account: Document) -> Iterator[Document]:
    for index, said in enumerate(read_seed(path)["stacks"]):
        place = f"stacks[{index}]"
        stack = _make_stack(place, said, dispatcher, account)
        Planter(InsideCalls(dispatcher, stack), said, place, path.parent).plant()
        token = make_management_token(
            dispatcher.state, stack, "Of the seed", READ_AND_WRITE, said.get("management_token")
        )
        yield {"api_key": stack["api_key"], "management_token": token}


def _make_stack(place: str, said: Document, dispatcher: Dispatcher, account: Document) -> Document:
    wanted: Document = {"name": said["name"], "master_locale": said.get("master_locale", "en-us")}
    wanted |= {name: said[name] for name in ("description", "api_key") if name in said}
    if find_stack(dispatcher.state.store, said.get("api_key", "")):
        raise SeedError(f"{place}.api_key", "belongs to another stack.")
    return create_stack(dispatcher.state, account["user_uid"], account["organization_uid"], wanted)
