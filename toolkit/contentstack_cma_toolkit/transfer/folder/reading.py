"""Read the folder of an export, of either version of the format."""

import os
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, cast

from ..errors import FolderError
from ..modules import Module
from . import layout
from .access import FolderAccess, add_uid, raise_all
from .asset_files import find_asset_file, find_version_file
from .json_files import Json, check_object, list_members
from .layout import SchemaKind
from .opening import list_branches, open_export


class EntryPart(NamedTuple):
    """The entries of a content type in a locale."""

    content_type_uid: str
    locale: str


class VariantPart(NamedTuple):
    """The variants of an entry in a locale."""

    content_type_uid: str
    locale: str
    entry_uid: str


class ExportReader:
    """Reads the folder of an export, made by this package or by the official command line.

        reader = ExportReader("backup")
        for part in reader.list_entry_parts():
            for entry in reader.iterate_entries(part):
                print(part.locale, entry["title"])

    Nothing outside of the folder is read. Files of other products and unknown files are never read. Iterators have a
    file in memory at a time; when something is broken, they go on with the next file and raise at their end, so that
    what can be read is there.

    Attributes:
        root: The folder that has the content: that of the branch, if there are branches.
        branch: Uid of the branch; None if the export has no branches.
        content_version: Version of the format, 1 or 2.

    Args:
        folder: The folder of the export, or of a branch in it.
        branch: Uid of the branch. Default: `main`, or the only one.

    Raises:
        FolderError: It is no export, it is not complete, or it does not have the branch.
    """

    def __init__(self, folder: str | os.PathLike[str], branch: str | None = None) -> None:
        opened = open_export(Path(folder), branch)
        self.root: Path = opened.root
        self.branch: str | None = opened.branch
        self.content_version: int = opened.content_version
        self._branches_file = opened.branches_file
        self._files = FolderAccess(opened.root)

    def has_module(self, module: Module) -> bool:
        """Return whether the export has the files of a module."""
        if module == "branches":
            return self._branches_file.is_file()
        if module == "variants" and self.list_variant_parts():
            return True
        return any(self._files.locate(path).exists() for path in layout.FILES[module])

    def read_branches(self) -> list[Json]:
        """Return the branches of the stack; an empty list if it has none."""
        access = FolderAccess(self._branches_file.parent)
        return list(access.read_by_uid(self._branches_file).values())

    def list_branches(self) -> list[str]:
        """Return the uids of the branches whose content the export has; an empty list if it has no branches."""
        return [] if self.branch is None else list_branches(self._branches_file.parent)

    def read_objects(self, module: Module) -> dict[str, Json]:
        """Return the resources of a module by uid; an empty object if there is no file.

        Args:
            module: A module that has one file: `environments`, `extensions`, `webhooks`, `labels`, `workflows`,
                `publish_rules`, `roles`, `taxonomies` (without terms), `releases`, `locales` (without the master
                locale) or `variants` (the variant groups).

        Raises:
            FolderError: The file cannot be used.
            ValueError: The module is another one.
        """
        if module not in layout.OBJECTS:
            raise ValueError(f"module {module!r} has no file of that kind; use one of {', '.join(layout.OBJECTS)}")
        return self._files.read_by_uid(self._files.locate(layout.OBJECTS[module]))

    def iterate_objects(self, module: Module) -> Iterator[Json]:
        """Iterate over the resources of a module that has one file (`read_objects`).

        Raises:
            FolderError: The file or resources of it cannot be used. Those that can be used come first.
        """
        path = self._files.locate(layout.OBJECTS[module])
        if path.is_file():
            yield from map(itemgetter(1), self._files.iterate_by_uid(path))

    def read_locales(self) -> dict[str, Json]:
        """Return the locales beside the master locale, by uid."""
        masters = self._read_masters()
        return {uid: locale for uid, locale in self.read_objects("locales").items() if uid not in masters}

    def read_master_locale(self) -> Json:
        """Return the master locale: the one that has no fallback.

        Raises:
            FolderError: There is none.
        """
        if masters := self._read_masters():
            return next(iter(masters.values()))
        raise FolderError(layout.MASTER_LOCALE, "no master locale: the file is missing or empty")

    def _read_masters(self) -> dict[str, Json]:
        if found := self._files.read_by_uid(self._files.locate(layout.MASTER_LOCALE)):
            return found
        without = {uid: each for uid, each in self.read_objects("locales").items() if not each.get("fallback_locale")}
        return dict(list(without.items())[:1])

    def read_system_roles(self) -> list[Json]:
        """Return the uids and names of the roles that every stack has; an empty list if the export does not say."""
        return list(self._files.read_by_uid(self._files.locate(layout.SYSTEM_ROLES)).values())

    def read_settings(self) -> Json:
        """Return the settings of the stack; an empty object if there is no file."""
        return self._files.read_object(self._files.locate(layout.SETTINGS))

    def read_stack(self) -> Json:
        """Return the stack; an empty object if there is no file."""
        return self._files.read_object(self._files.locate(layout.STACK))

    def read_schemas(self, kind: SchemaKind) -> list[Json]:
        """Return all content types or global fields, each once: those of the list, then those of files of their own.

        Raises:
            FolderError: A file cannot be used.
        """
        return list(self.iterate_schemas(kind))

    def iterate_schemas(self, kind: SchemaKind) -> Iterator[Json]:
        """Iterate over all content types or global fields, as `read_schemas` returns them.

        Raises:
            FolderError: Files or schemas cannot be used. Those that can be used come first.
        """
        listed = self._files.locate(layout.SCHEMA_LISTS[kind])
        wrong: list[FolderError] = []
        seen: set[str] = set()
        for path in (listed, *(path for path in self._files.list_files(kind) if path != listed)):
            for schema in _catch(self._read_schema_file(path, is_list=path == listed), wrong.append):
                if schema["uid"] not in seen:
                    seen.add(schema["uid"])
                    yield schema
        raise_all(wrong)

    def _read_schema_file(self, path: Path, *, is_list: bool) -> Iterator[Json]:
        if not is_list:
            uid = self._files.find_name(path).removesuffix(".json")
            yield add_uid(self._files.read(path), uid, self._files.name(path))
        elif path.is_file():
            yield from map(itemgetter(1), self._files.iterate_by_uid(path))

    def list_taxonomy_locales(self, uid: str) -> list[str]:
        """Return the locales in which there is a taxonomy. Exports made before taxonomies had locales have none."""
        folders = {
            code: self._files.name(self._files.locate(layout.TAXONOMIES, code))
            for code in self._files.list_folders(layout.TAXONOMIES)
        }
        return [code for code, folder in folders.items() if self._files.has_file(folder, f"{uid}.json")]

    def read_taxonomy(self, uid: str, locale: str | None = None) -> Json:
        """Return a taxonomy and its terms, parents first: `{"taxonomy": {…}, "terms": […]}`.

        Args:
            uid: Uid of the taxonomy.
            locale: Code of a locale. Default: the file without a locale, which old exports have.

        Raises:
            FolderError: There is no such file, or it cannot be used.
        """
        folders = () if locale is None else (locale,)
        path = self._files.locate(layout.TAXONOMIES, *folders, f"{uid}.json")
        if not path.is_file():
            raise FolderError(self._files.name(path), "the file of the taxonomy is missing", uid)
        return check_object(self._files.read(path), self._files.name(path), uid)

    def list_unlocalized_terms(self, uid: str, locale: str) -> list[str]:
        """Return the terms of a taxonomy that have no name of their own in a locale, but that of the master locale.

        The file of a taxonomy has them like the others. The official command line does not say which they are.
        """
        recorded = self._files.read_object(self._files.locate(layout.UNLOCALIZED_TERMS))
        listed: list[str] = check_object(recorded.get(locale, {}), layout.UNLOCALIZED_TERMS, uid).get(uid, [])
        return listed

    def read_asset_folders(self) -> list[Json]:
        """Return the folders of assets."""
        return list(self.iterate_asset_folders())

    def iterate_asset_folders(self) -> Iterator[Json]:
        """Iterate over the folders of assets.

        Raises:
            FolderError: The file or folders of it cannot be used. Those that can be used come first.
        """
        return self._iterate_chunks(self._files.locate(layout.ASSET_FOLDERS))

    def iterate_assets(self) -> Iterator[Json]:
        """Iterate over the assets.

        Raises:
            FolderError: Files or records cannot be used. Those that can come first.
        """
        return self._iterate_chunks(self._files.locate(layout.ASSET_INDEX))

    def iterate_asset_versions(self) -> Iterator[Json]:
        """Iterate over the earlier versions of assets, for which the export asked.

        Raises:
            FolderError: Files or records cannot be used. Those that can come first.
        """
        index = self._files.locate(layout.ASSET_VERSION_INDEX)
        if index.is_file():
            return self._iterate_chunks(index, _identify_version)
        return self._iterate_old_versions()

    def find_asset_file(self, asset: Json) -> Path:
        """Return the path of the file of an asset.

        Args:
            asset: The record of the asset.

        Raises:
            FolderError: There is no file, or its size is not the one of the record.
        """
        return find_asset_file(self._files, asset)

    def find_asset_version_file(self, version: Json) -> Path:
        """Return the path of the file of an earlier version of an asset.

        Args:
            version: The record of the version.

        Raises:
            FolderError: There is no file, or its size is not the one of the record: the official command line has one
                file for all versions of the same name.
        """
        return find_version_file(self._files, version)

    def list_entry_parts(self) -> list[EntryPart]:
        """Return the content types and locales that have entries."""
        found: set[EntryPart] = set()
        for uid in self._files.list_folders(layout.ENTRIES):
            found.update(EntryPart(uid, path.stem) for path in self._files.list_files(layout.ENTRIES, uid))
            for locale in self._files.list_folders(layout.ENTRIES, uid):
                if self._files.locate(layout.ENTRIES, uid, locale, layout.INDEX).is_file():
                    found.add(EntryPart(uid, locale))
        return sorted(found)

    def iterate_entries(self, part: EntryPart) -> Iterator[Json]:
        """Iterate over the entries of a content type in a locale.

        Raises:
            FolderError: Files or records cannot be used. Those that can come first.
        """
        index = self._files.locate(layout.ENTRIES, part.content_type_uid, part.locale, layout.INDEX)
        if not index.is_file():
            index = self._files.locate(layout.ENTRIES, part.content_type_uid, f"{part.locale}.json")
        return self._iterate_chunks(index)

    def list_variant_parts(self) -> list[VariantPart]:
        """Return the entries that have variants, with their locales."""
        found: list[VariantPart] = []
        for uid in self._files.list_folders(layout.ENTRIES):
            for locale in self._files.list_folders(layout.ENTRIES, uid):
                entry_uids = self._files.list_folders(layout.ENTRIES, uid, locale, layout.VARIANTS)
                found += [VariantPart(uid, locale, entry_uid) for entry_uid in entry_uids]
        return found

    def iterate_variants(self, part: VariantPart) -> Iterator[Json]:
        """Iterate over the variants of an entry in a locale.

        Raises:
            FolderError: Files or records cannot be used. Those that can come first.
        """
        place = (part.content_type_uid, part.locale, layout.VARIANTS, part.entry_uid)
        return self._iterate_chunks(self._files.locate(layout.ENTRIES, *place, layout.INDEX), _identify_variant)

    def _iterate_old_versions(self) -> Iterator[Json]:
        """Iterate over the versions of assets that version 1 of the format has beside the file of each."""
        for uid in self._files.list_folders(layout.ASSETS):
            path = self._files.locate(layout.ASSETS, uid, f"_contentstack_{uid}.json")
            if path.is_file():
                yield from self._iterate_chunks(path, _identify_version)

    def _iterate_chunks(self, index: Path, identify: Callable[[Json], str] = itemgetter("uid")) -> Iterator[Json]:
        """Iterate over the records of all files of an index, or over those in it, each once."""
        if not index.is_file():
            return
        name, content = self._files.name(index), self._files.read(index)
        wrong: list[FolderError] = []
        seen: set[str] = set()
        for key, value in list_members(content, name):
            records = self._read_chunk(index.parent, value) if isinstance(value, str) else _read_one(value, key, name)
            for record in _catch(records, wrong.append):
                identity = identify(record)
                if identity not in seen:
                    seen.add(identity)
                    yield record
        raise_all(wrong)

    def _read_chunk(self, folder: Path, file_name: str) -> Iterator[Json]:
        path = self._files.locate(self._files.name(folder), file_name)
        if not path.is_file():
            raise FolderError(self._files.name(path), "the file is missing, but the index lists it: export again")
        for _, record in self._files.iterate_by_uid(path):
            yield record


def _read_one(value: object, uid: str, name: str) -> Iterator[Json]:
    yield add_uid(value, uid, name)


def _identify_version(record: Json) -> str:
    return f"{record['uid']} {record.get('_version')}"


def _identify_variant(record: Json) -> str:
    """Return what identifies a variant: its records have the uid of their entry."""
    variant: Any = record.get("_variant")
    return f"{record['uid']} {cast('Json', variant).get('_uid') if isinstance(variant, dict) else ''}"


def _catch(records: Iterator[Json], add_problem: Callable[[FolderError], None]) -> Iterator[Json]:
    """Iterate over records, and hand over the error at their end."""
    try:
        yield from records
    except FolderError as error:
        add_problem(error)
