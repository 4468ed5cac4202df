"""Write the folder of an export, in version 2 of the format."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import FolderError
from ..modules import Module
from . import layout
from .asset_files import read_names
from .json_files import Json, read_json
from .layout import SchemaKind
from .names import SafeNames
from .output import ChunkWriter, OutputFolder

_ALWAYS_WRITTEN: frozenset[Module] = frozenset({"locales", "environments"})
_SCHEMA_NAMES = {kind: [Path(path).name] for kind, path in layout.SCHEMA_LISTS.items()}


class ExportWriter:
    """Writes the content of a branch. Each file is written in one step, so that none is ever half there.

    Attributes:
        output: What writes single files.

    Args:
        root: The folder for the content. It is created if it does not exist.

    Raises:
        FolderError: An earlier export has left a list of names there that cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self.output = OutputFolder(root)
        path = root / layout.SAFE_NAMES
        self._names = SafeNames(read_json(path, layout.SAFE_NAMES) if path.is_file() else None)
        for kind, names in _SCHEMA_NAMES.items():
            self._names.reserve(kind, names)

    def write_objects(self, module: Module, objects: Mapping[str, Json]) -> None:
        """Write the resources of a module by uid. No file says that there are none, as in an official export."""
        path = layout.OBJECTS[module]
        if objects or module in _ALWAYS_WRITTEN:
            self.output.write(path, objects)
        else:
            self.output.remove(path)

    def write_master_locale(self, locale: Json) -> None:
        """Write the master locale."""
        self.output.write(layout.MASTER_LOCALE, {str(locale.get("uid") or locale.get("code")): locale})

    def write_system_roles(self, roles: Mapping[str, Json]) -> None:
        """Write which names the roles have that every stack has."""
        self.output.write(layout.SYSTEM_ROLES, roles)

    def write_role_locales(self, locales: Mapping[str, Json]) -> None:
        """Write the locales that roles name, which the official command line reads beside the roles."""
        self.output.write(layout.ROLE_LOCALES, locales)

    def write_settings(self, settings: Json) -> None:
        """Write the settings of the stack."""
        self.output.write(layout.SETTINGS, settings)

    def write_stack(self, stack: Json) -> None:
        """Write the stack."""
        self.output.write(layout.STACK, stack)

    def write_schemas(self, kind: SchemaKind, schemas: Iterable[Json]) -> None:
        """Write all content types or global fields: the list, and for content types a file each."""
        listed = list(schemas)
        for schema in listed if kind == "content_types" else ():
            self.output.write(f"{kind}/{self._names.choose(kind, str(schema['uid']), '.json')}", schema)
        self.output.write(layout.SCHEMA_LISTS[kind], listed)

    def write_taxonomy(self, uid: str, locale: str, taxonomy: Json) -> None:
        """Write a taxonomy with its terms, as it is in a locale."""
        folder = f"{layout.TAXONOMIES}/{self._names.choose(layout.TAXONOMIES, locale)}"
        self.output.write(f"{folder}/{self._names.choose(folder, uid, '.json')}", taxonomy)

    def write_asset_folders(self, folders: Iterable[Json]) -> None:
        """Write the folders of assets."""
        self.output.write(layout.ASSET_FOLDERS, list(folders))

    def open_assets(self) -> ChunkWriter:
        """Return what writes the records of assets."""
        return ChunkWriter(self.output, layout.ASSETS, layout.ASSET_INDEX, "assets", layout.ASSET_METADATA)

    def open_asset_versions(self) -> ChunkWriter:
        """Return what writes the records of earlier versions of assets."""
        paths = (layout.ASSET_VERSIONS, layout.ASSET_VERSION_INDEX)
        return ChunkWriter(self.output, *paths, "assets", layout.ASSET_VERSION_METADATA)

    def open_entries(self, content_type_uid: str, locale: str) -> ChunkWriter:
        """Return what writes the entries of a content type in a locale."""
        folder = self._choose_entry_folder(content_type_uid, locale)
        return ChunkWriter(self.output, folder, f"{folder}/{layout.INDEX}", "entries")

    def iterate_entries(self, content_type_uid: str, locale: str) -> Iterator[Json]:
        """Iterate over the entries of a content type in a locale that were written, with a file in memory at a time."""
        folder = self._choose_entry_folder(content_type_uid, locale)
        for path in sorted((self.output.root / folder).glob("*-entries.json")):
            if self.output.is_written(f"{folder}/{path.name}"):
                yield from read_json(path, f"{folder}/{path.name}").values()

    def open_variants(self, content_type_uid: str, locale: str, entry_uid: str) -> ChunkWriter:
        """Return what writes the variants of an entry in a locale."""
        above = f"{self._choose_entry_folder(content_type_uid, locale)}/{layout.VARIANTS}"
        folder = f"{above}/{self._names.choose(above, entry_uid)}"
        return ChunkWriter(self.output, folder, f"{folder}/{layout.INDEX}", "variant-entry")

    def _choose_entry_folder(self, content_type_uid: str, locale: str) -> str:
        folder = f"{layout.ENTRIES}/{self._names.choose(layout.ENTRIES, content_type_uid)}"
        return f"{folder}/{self._names.choose(folder, locale)}"

    def choose_asset_path(self, asset: Json) -> Path:
        """Return the path for the file of an asset. Its name is made safe; `finish()` records which were changed.

        Raises:
            FolderError: The record has no uid or file name, or a link on the way leads out of the folder.
        """
        return self._choose_file(layout.ASSET_FILES, asset)

    def choose_asset_version_path(self, version: Json) -> Path:
        """Return the path for the file of an earlier version of an asset.

        Raises:
            FolderError: The record has no uid or file name, or a link on the way leads out of the folder.
        """
        uid, _ = read_names(version)
        folder = f"{layout.ASSET_VERSION_FILES}/{self._names.choose(layout.ASSET_VERSION_FILES, uid)}"
        return self._choose_file(folder, {**version, "uid": str(version.get("_version"))})

    def _choose_file(self, above: str, asset: Json) -> Path:
        uid, name = read_names(asset)
        folder = f"{above}/{self._names.choose(above, uid)}"
        return self.output.prepare(f"{folder}/{self._names.choose(folder, name)}")

    def read_asset_urls(self) -> dict[str, str]:
        """Return the URL of each asset by uid that an earlier export into the folder has recorded."""
        path = self.output.root / layout.ASSET_METADATA
        try:
            recorded = read_json(path, layout.ASSET_METADATA)
            return {each["uid"]: each["url"] for records in recorded.values() for each in records}
        except (FolderError, AttributeError, KeyError, TypeError):
            return {}  # then everything is downloaded

    def write_unlocalized_terms(self, terms: Mapping[str, Mapping[str, list[str]]]) -> None:
        """Write the terms that have no name of their own in a locale: locale -> taxonomy -> terms."""
        if terms:
            self.output.write(layout.UNLOCALIZED_TERMS, terms)
        else:
            self.output.remove(layout.UNLOCALIZED_TERMS)

    def finish(self, api_key: str) -> None:
        """Write which names were changed, and what marks the folder as an export.

        Args:
            api_key: API key of the stack, which a later export into the folder must have as well.
        """
        if names := self._names.to_dict():
            self.output.write(layout.SAFE_NAMES, names)
        info = {"contentVersion": layout.CONTENT_VERSION, "logsPath": "", "apiKey": api_key}
        self.output.write(layout.EXPORT_INFO, info)
