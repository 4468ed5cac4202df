"""Creates a stack from an export folder of the official command line, through calls of the API.

What it creates keeps the uids and times of the folder. Roles get no users, and webhooks are disabled.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from contentstack_cma_emulator.dispatch.dispatcher import Dispatcher
from contentstack_cma_emulator.dispatch.internal_calls import InternalCalls
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Origin, State
from contentstack_cma_emulator.engine.documents import Document, as_list, as_object
from contentstack_cma_emulator.engine.kinds import LOCALE, STACK
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import run_due_work
from contentstack_cma_emulator.rules.locales import is_locale_code
from contentstack_cma_emulator.seeding import folder_settings as settings
from contentstack_cma_emulator.seeding.creation import locate_errors
from contentstack_cma_emulator.seeding.credentials import UID, UID_RULE
from contentstack_cma_emulator.seeding.export_files import ExportFiles
from contentstack_cma_emulator.seeding.export_folder import BranchFolder, ExportFolder, Item
from contentstack_cma_emulator.seeding.folder_assets import load_assets
from contentstack_cma_emulator.seeding.folder_entries import load_entries
from contentstack_cma_emulator.seeding.folder_releases import load_releases
from contentstack_cma_emulator.seeding.folder_steps import Branch, build_origin
from contentstack_cma_emulator.seeding.names import sort_by_dependencies
from contentstack_cma_emulator.seeding.seed_file import SeedError
from contentstack_cma_emulator.stores.provisioning import create_stack

MASTER_LOCALE = "locales/master-locale.json"
DEFAULT_MASTER_LOCALE = "en-us"

STEPS: Sequence[Callable[[Branch], None]] = (
    settings.load_locales,
    settings.load_environments,
    settings.load_taxonomies,
    settings.load_extensions,
    load_assets,
    settings.load_schemas,
    settings.load_roles,
    settings.load_workflows,
    load_entries,
    settings.load_labels,
    load_releases,
    settings.load_webhooks,
)
"""The order in which a branch is loaded, so that everything comes after what it refers to."""


def load_folder(path: Path, dispatcher: Dispatcher, account: Document) -> Document:
    """Create the stack of an export folder and return it. Raises `SeedError` with the file and the uid of a problem."""
    folder = ExportFolder(ExportFiles(path))
    branches = sort_branches(folder.read_branches())
    first = folder.open_branch(branches[0].uid if branches else "")
    stack = _create_stack(path, folder.read_stack(first), first, dispatcher.state, account)
    settings.load_settings(Branch(InternalCalls(dispatcher, stack, origin=Origin()), first))
    stack = dispatcher.state.store.get(Key(STACK, stack["api_key"])) or stack
    calls = InternalCalls(dispatcher, stack, origin=Origin())
    _create_branches(calls, branches)
    shared: set[tuple[str, str]] = set()
    for uid in [item.uid for item in branches] or [""]:
        branch = Branch(replace(calls, branch=uid or MAIN_BRANCH), folder.open_branch(uid), shared)
        for step in STEPS:
            step(branch)
    return stack


def sort_branches(branches: Iterable[Item]) -> list[Item]:
    """Return the branches with the main branch, which describes the stack, first, and sources before their copies."""
    main_first = sorted(branches, key=lambda item: item.uid != MAIN_BRANCH)
    return sort_by_dependencies(main_first, lambda item: item.uid, lambda item: [str(item.data.get("source"))])


def _create_stack(path: Path, about: Document, first: BranchFolder, state: State, account: Document) -> Document:
    masters = first.read_items(MASTER_LOCALE)
    master = masters[0] if masters else None
    wanted: Document = {"name": _read_name(about, path), "master_locale": _read_master_code(master, about)}
    api_key = about.get("api_key")
    if api_key:
        _check_api_key(api_key, state)
        wanted["api_key"] = api_key
    if isinstance(about.get("description"), str):
        wanted["description"] = about["description"]
    stack = create_stack(state, account["user_uid"], account["organization_uid"], wanted)
    if master:
        _keep_master_locale(state, stack, master)
    return stack


def _read_name(about: Document, path: Path) -> str:
    name = about.get("name")
    return name if isinstance(name, str) and name else path.resolve().name or "Seed"


def _read_master_code(master: Item | None, about: Document) -> str:
    code = master.data.get("code") if master else about.get("master_locale", DEFAULT_MASTER_LOCALE)
    if not isinstance(code, str) or not is_locale_code(code):
        raise SeedError(master.place if master else "stack/stack.json", f"has the locale code {code!r}.")
    return code


def _check_api_key(api_key: object, state: State) -> None:
    if not isinstance(api_key, str) or not UID.fullmatch(api_key):
        raise SeedError("", f"the API key {api_key!r} of the stack {UID_RULE}.")
    if state.store.has(Key(STACK, api_key)):
        raise SeedError("", f"the API key {api_key!r} belongs to another stack of this emulator.")


def _keep_master_locale(state: State, stack: Document, master: Item) -> None:
    """Give the master locale the uid, the name and the times of the folder. No call of the API creates it."""
    origin = build_origin(master)
    scope = Scope(LOCALE, stack["api_key"], MAIN_BRANCH)
    for key, locale in state.store.find_with_keys(scope):
        state.store.delete(key)
        name = master.data.get("name") or locale["name"]
        times = {"created_at": origin.created_at or stack["created_at"]}
        times["updated_at"] = origin.updated_at or times["created_at"]
        state.store.put(replace(key, uid=origin.uid), locale | {"uid": origin.uid, "name": name} | times)


def _create_branches(calls: InternalCalls, branches: Sequence[Item]) -> None:
    """Create the branches before anything that they would copy, then their aliases.

    A branch whose source is not in the folder begins like the main branch.
    """
    state = calls.dispatcher.state
    known = {item.uid for item in branches}
    for item in branches:
        if item.uid != MAIN_BRANCH:
            source = item.data.get("source")
            sent = {"uid": item.uid, "source": source if source in known else MAIN_BRANCH}
            with locate_errors(item.place):
                calls.call("create_branch", {"branch": sent}, origin=replace(build_origin(item), uid=""))
            run_due_work(state)
    for item in branches:
        _assign_aliases(calls, item)


def _assign_aliases(calls: InternalCalls, item: Item) -> None:
    for alias in map(as_object, as_list(item.data.get("alias"))):
        with locate_errors(item.place):
            path = {"branch_alias_uid": str(alias.get("uid"))}
            calls.call("assign_branch_alias", {"branch_alias": {"target_branch": item.uid}}, path=path)
