"""Reads the export folder of the official command line, with content version 1 or 2, with branches or without.

A folder without branches has its modules at the top, one with branches has a folder for each of them. Content of other
products, such as `marketplace_apps/`, is ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from contentstack_cma_emulator.engine.documents import Document, as_list, as_object, get_object
from contentstack_cma_emulator.seeding.export_files import ExportFiles, check_name
from contentstack_cma_emulator.seeding.seed_file import SeedError

INFO = "export-info.json"
BRANCHES = "branches.json"

VERSION_FILES = "assets/versions/files"
"""Where exports of `contentstack-cma` have the files of earlier versions, one folder for each version."""

MODULES = ("assets", "content_types", "entries", "environments", "global_fields", "locales", "stack", "taxonomies")
"""Folders of which an export has at least one."""

INDEX = "index.json"
ENTRIES = "entries"

CHUNK = re.compile(r"-(assets|entries)\.json$")
"""The end of the names of files that an index names."""

SAFE_NAMES = "safe-names.json"
"""Which names were changed because no file can have them: folder -> name -> name of the file."""

VERSION_INDEXES = ("assets/versions.json", "assets/versions/versioned-assets.json")
"""Where exports have the index of the earlier versions of assets."""


@dataclass(frozen=True, slots=True)
class Item:
    """A resource in a folder: its place (the file and, in brackets, the uid), its uid, and what it has."""

    place: str
    uid: str
    data: Document


@dataclass(frozen=True, slots=True)
class BranchFolder:
    """The modules of one branch. `path` is empty, or the name of the branch and a slash."""

    files: ExportFiles
    path: str = ""

    def read_items(self, name: str) -> list[Item]:
        """Return the resources of a file with an object, by uid, or a list. Empty if there is no such file."""
        path = self.path + name
        return to_items(path, self.files.read_json(path)) if self.files.has_file(path) else []

    def read_object(self, name: str) -> Document:
        """Return the object in a file. Empty if there is no such file."""
        path = self.path + name
        return check_object(path, self.files.read_json(path)) if self.files.has_file(path) else {}

    def read_schemas(self, folder: str, name: str) -> list[Item]:
        """Return content types or global fields: of the file with all of them, or else of a file for each."""
        found = self.read_items(f"{folder}/{name}")
        return found or [
            to_item(f"{self.path}{folder}/{each}", each.removesuffix(".json"), self.read_object(f"{folder}/{each}"))
            for each in self.files.list_json_files(f"{self.path}{folder}")
            if each != name
        ]

    def read_assets(self) -> Iterator[Item]:
        """Iterate over the assets in their latest version."""
        return self._read_indexed("assets/", "assets.json")

    def read_asset_versions(self) -> Iterator[Item]:
        """Iterate over the earlier versions of assets, if the folder has them."""
        for index in VERSION_INDEXES:
            folder, _, name = index.rpartition("/")
            if self.files.has_file(self.path + index):
                yield from self._read_indexed(f"{folder}/", name)

    def locate_asset(self, asset: Item) -> Path:
        """Return the path of the file of an asset. Raises `SeedError` if it is missing."""
        uid, name = asset.data.get("uid"), asset.data.get("filename")
        own = self._find_path(VERSION_FILES, asset.place, uid, str(asset.data.get("_version")), name)
        if self.files.has_file(own):
            return self.files.require_file(own, asset.place)
        return self.files.require_file(self._find_path("assets/files", asset.place, uid, name), asset.place)

    def _find_path(self, folder: str, place: str, *names: object) -> str:
        """Return the path of a file with these names below a folder. Raises `SeedError` if one could lead elsewhere."""
        found, changed = folder, self.read_object(SAFE_NAMES)
        for name in names:
            known: object = name if not isinstance(name, str) else get_object(changed, found).get(name, name)
            found = f"{found}/{check_name(known, place)}"
        return self.path + found

    def list_entry_folders(self) -> list[str]:
        """Return the uids of the content types with entries."""
        changed = get_object(self.read_object(SAFE_NAMES), "entries")
        originals = {name: original for original, name in changed.items()}
        return [originals.get(name, name) for name in self.files.list_folders(f"{self.path}entries")]

    def list_entry_locales(self, content_type: str) -> list[str]:
        """Return the codes of the locales with entries of a content type."""
        folder = self._find_path("entries", ENTRIES, content_type)
        alone = [name.removesuffix(".json") for name in self.files.list_json_files(folder)]
        return sorted({*self.files.list_folders(folder), *alone})

    def read_entries(self, content_type: str, locale: str) -> Iterator[Item]:
        """Iterate over the entries of a content type in a locale."""
        folder = self._find_path("entries", ENTRIES, content_type).removeprefix(self.path) + "/"
        if self.files.has_folder(f"{self.path}{folder}{locale}"):
            return self._read_indexed(f"{folder}{locale}/", INDEX)
        return iter(self.read_items(f"{folder}{locale}.json"))  # content version 1

    def read_variants(self, content_type: str, locale: str) -> Iterator[tuple[str, Item]]:
        """Iterate over the entry variants of a content type in a locale, with the uids of their entries."""
        folder = self._find_path("entries", ENTRIES, content_type, locale, "variants").removeprefix(self.path) + "/"
        for entry_uid in self.files.list_folders(self.path + folder):
            for item in self._read_indexed(f"{folder}{entry_uid}/", INDEX):
                yield entry_uid, item

    def find_taxonomy_files(self, uid: str) -> dict[str, str]:
        """Return the paths of the files of a taxonomy by locale; content version 1 has one without (`""`)."""
        paths = {"": f"{self.path}taxonomies/{uid}.json"} if uid != "taxonomies" else {}
        paths |= {code: f"{self.path}taxonomies/{code}/{uid}.json" for code in self._list_taxonomy_locales()}
        return {code: path for code, path in paths.items() if self.files.has_file(path)}

    def _list_taxonomy_locales(self) -> list[str]:
        return self.files.list_folders(f"{self.path}taxonomies")

    def _read_indexed(self, folder: str, index: str) -> Iterator[Item]:
        """Iterate over the resources of the files that an index names; of the index itself in content version 1."""
        path = f"{self.path}{folder}{index}"
        if not self.files.has_file(path):
            self._check_unused(folder, path)
            return
        content = self.files.read_json(path)
        chunks = list(as_object(content).values())
        if not chunks or not all(isinstance(chunk, str) for chunk in chunks):
            yield from to_items(path, content)
            return
        for chunk in chunks:
            name = check_name(chunk, path)
            yield from to_items(f"{self.path}{folder}{name}", self.files.read_json(f"{self.path}{folder}{name}", path))

    def _check_unused(self, folder: str, index: str) -> None:
        """Raise `SeedError` if there are files that an index should name, but no index."""
        if any(CHUNK.search(name) for name in self.files.list_json_files(self.path + folder)):
            raise SeedError(index, "is missing, but there are files that it should name. Export the stack again.")


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """An export folder. Raises `SeedError` if the folder is none."""

    files: ExportFiles

    def __post_init__(self) -> None:
        known = [INFO, BRANCHES, *(f"{name}/" for name in MODULES)]
        if not any(self.files.has_file(n) for n in known[:2]) and not any(map(self.files.has_folder, MODULES)):
            text = f"is not an export folder: expected {known[0]}, {known[1]} or folders such as content_types/."
            raise SeedError("", text)

    def read_branches(self) -> list[Item]:
        """Return the branches. Empty if the folder is of a single branch."""
        found = to_items(BRANCHES, self.files.read_json(BRANCHES)) if self.files.has_file(BRANCHES) else []
        for branch in found:
            if not self.files.has_folder(check_name(branch.uid, branch.place)):
                raise SeedError(branch.place, f"the folder {branch.uid}/ is missing. Export the stack again.")
        return found

    def open_branch(self, uid: str = "") -> BranchFolder:
        """Return the modules of a branch. Without a uid, those at the top."""
        return BranchFolder(self.files, f"{uid}/" if uid else "")

    def read_stack(self, branch: BranchFolder) -> Document:
        """Return what is known about the stack: perhaps `name` and `api_key`, besides what else its file has.

        Exports of one module lack the file of the stack. Then the resources, which all name their stack, have the key.
        """
        stack = branch.read_object("stack/stack.json") or self.open_branch().read_object("stack/stack.json")
        return {"api_key": self._find_api_key(branch)} | stack

    def _find_api_key(self, branch: BranchFolder) -> object:
        found = [*self.read_branches(), *branch.read_items("environments/environments.json")]
        keys = (get_object(item.data, "stackHeaders").get("api_key") for item in found)
        return next(filter(None, keys), None)


def to_items(path: str, content: object) -> list[Item]:
    """Return the resources in the content of a file. Raises `SeedError` if it is not an object of objects or a list."""
    pairs: list[tuple[object, object]]
    if isinstance(content, dict):
        pairs = list(cast("dict[str, object]", content).items())
    elif isinstance(content, list):
        pairs = [(as_object(value).get("uid"), value) for value in as_list(content)]
    else:
        raise SeedError(path, "should have an object or a list of resources.")
    return [to_item(path, uid, value) for uid, value in pairs]


def check_object(path: str, content: object) -> Document:
    """Return the content of a file. Raises `SeedError` if it is not an object."""
    if not isinstance(content, dict):
        raise SeedError(path, "should have an object.")
    return cast("Document", content)


def to_item(path: str, uid: object, value: object) -> Item:
    """Return a resource with its own uid, or else this one. Raises `SeedError` if it is not an object with a uid."""
    data = check_object(f"{path}[{uid}]", value)
    own = data.get("uid", uid)
    if not isinstance(own, str) or not own:
        raise SeedError(path, f"has a resource without a uid: {own!r}.")
    return Item(f"{path}[{own}]", own, {"uid": own, **data})
