"""What the steps of loading an export folder share: calls on a branch, and what is kept of a resource."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contentstack_cma_emulator.dispatch.internal_calls import InternalCalls
from contentstack_cma_emulator.engine.call import Origin
from contentstack_cma_emulator.engine.clock import parse_date
from contentstack_cma_emulator.engine.documents import Document, as_list, as_object
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT, LOCALE, PUBLISHING, ROLE
from contentstack_cma_emulator.engine.store import Key, Scope, Store
from contentstack_cma_emulator.rules.fields import could_be_uid
from contentstack_cma_emulator.seeding.creation import locate_errors
from contentstack_cma_emulator.seeding.export_folder import BranchFolder, Item
from contentstack_cma_emulator.seeding.names import sort_by_dependencies
from contentstack_cma_emulator.seeding.seed_file import SeedError

UPLOAD_URL = re.compile(r"/v3/assets/[^/?#]+/[^/?#]+/([A-Za-z0-9_-]{1,64})/[^/?#]+")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that is loaded, and the folder that it is loaded from.

    Attributes:
        shared: The kinds and uids of what all branches share and was loaded already, for one or for another branch.
    """

    calls: InternalCalls
    folder: BranchFolder
    shared: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    @property
    def store(self) -> Store:
        """The store of documents."""
        return self.calls.dispatcher.state.store

    @property
    def api_key(self) -> str:
        """The API key of the stack."""
        return str(self.calls.stack["api_key"])

    @property
    def master_locale(self) -> str:
        """The code of the master locale."""
        return str(self.calls.stack["master_locale"])

    def list_role_uids(self) -> set[str]:
        """Return the uids of the roles of the stack."""
        return {role["uid"] for role in self.store.find(Scope(ROLE, self.api_key, ""))}

    def list_locale_codes(self) -> set[str]:
        """Return the codes of the locales of the branch."""
        return {locale["code"] for locale in self.store.find(Scope(LOCALE, self.api_key, self.calls.branch))}

    def list_environment_uids(self) -> set[str]:
        """Return the uids of the environments of the stack."""
        return {environment["uid"] for environment in self.store.find(Scope(ENVIRONMENT, self.api_key, ""))}

    def create(self, operation_id: str, key: str, item: Item, sent: Document) -> None:
        """Create what an item has. Raises `SeedError` with its place if the API rejects it."""
        with locate_errors(item.place):
            self.calls.call(operation_id, {key: sent}, origin=build_origin(item))

    def take_new(self, kind: str, items: Iterable[Item]) -> Iterator[Item]:
        """Iterate over the items that no other branch has, of what all branches share."""
        for item in items:
            if (kind, item.uid) not in self.shared:
                self.shared.add((kind, item.uid))
                yield item


@dataclass(frozen=True, slots=True)
class PublishedPlaces:
    """Writes where entries and assets are published.

    This is a state of the stack and no call: publish rules do not apply, and no webhook is called. The published
    version is the loaded one. Environments and locales that the folder does not have are left out.
    """

    branch: Branch
    environments: frozenset[str]
    locales: frozenset[str]

    @classmethod
    def open(cls, branch: Branch) -> "PublishedPlaces":
        """Return a writer for the environments and locales that were loaded."""
        return cls(branch, frozenset(branch.list_environment_uids()), frozenset(branch.list_locale_codes()))

    def write(self, parent: str, uid: str, found: Iterable[Document], versions: Mapping[str, int]) -> None:
        """Store the `publish_details` in documents of an entry or asset.

        Args:
            parent: The content type of an entry, `sys_assets`, or content type and entry of a variant.
            uid: The uid of the entry, the asset or the variant.
            found: The documents, one for each locale.
            versions: The loaded version by locale. Other locales have that of the first.
        """
        latest = next(iter(versions.values()), 1)
        details: dict[tuple[str, str], Document] = {}
        for detail in (as_object(each) for document in found for each in as_list(document.get("publish_details"))):
            environment, locale = str(detail.get("environment")), str(detail.get("locale"))
            if environment in self.environments and locale in self.locales:
                version = versions.get(locale, latest)
                details[environment, locale] = self._build_detail(environment, locale, detail.get("time"), version)
        if details:
            key = Key(PUBLISHING, uid, self.branch.api_key, self.branch.calls.branch, parent=parent)
            self.branch.store.put(key, {"details": list(details.values())})

    def _build_detail(self, environment: str, locale: str, time: object, version: int) -> Document:
        stack = self.branch.calls.stack
        place = {"environment": environment, "locale": locale}
        return place | {"time": read_time(time) or stack["created_at"], "user": stack["owner_uid"], "version": version}


def build_origin(item: Item) -> Origin:
    """Return what a document keeps of an item. Raises `SeedError` if its uid cannot be one."""
    if not could_be_uid(item.uid):
        raise SeedError(item.place, f"has the uid {item.uid!r}; expected letters, digits, hyphens and underscores.")
    created_at, updated_at = (read_time(item.data.get(name)) for name in ("created_at", "updated_at"))
    return Origin(item.uid, created_at, updated_at, read_upload_uid(item.data.get("url")))


def read_time(value: object) -> str:
    """Return a time as it was exported; an empty text if it is none."""
    return value if isinstance(value, str) and parse_date(value) else ""


def read_upload_uid(url: object) -> str:
    """Return the uid of an upload in the URL of its file, so that its path stays; an empty text if it has none."""
    match = UPLOAD_URL.search(url) if isinstance(url, str) else None
    return match[1] if match else ""


def read_uid(value: Any) -> Any:
    """Return the uid of a resource that the command line writes whole; any other value as it is."""
    return as_object(value).get("uid") if isinstance(value, dict) else value


def select_known(values: Any, known: Collection[str]) -> list[str]:
    """Return the uids in a list that are known."""
    uids = map(read_uid, as_list(values))
    return [uid for uid in uids if isinstance(uid, str) and uid in known]


def sort_items(items: Iterable[Item], key: str, needs: str) -> list[Item]:
    """Sort items so that each comes after those whose `key` it has in `needs`, one or a list."""
    return sort_by_dependencies(
        items,
        lambda item: str(item.data.get(key)),
        lambda item: [str(need) for need in as_list(item.data.get(needs)) or [item.data.get(needs)]],
    )
