# Derived from _async/importing.py by generator/unasync.py: edit that, not this.
"""Import the folder of an export into a stack."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from contentstack_cma import Stack

from .. import resource_types
from ..checkpoint import ImportCheckpoint, Target, choose_mapper, require_same_target
from ..entry_shelf import EntryShelf
from ..errors import FolderError
from ..folder.json_files import Json
from ..folder.layout import SchemaKind
from ..folder.reading import ExportReader
from ..mapper_files import write_mapper_files
from ..modules import Module
from ..options import ImportOptions
from ..report import TransferReport
from ..resource_types import ResourceType
from ..schemas import Schemas
from .asset_import import AssetImport, FolderImport
from .entry_import import EntryImport
from .publishing_import import PublishingImport
from .release_import import ReleaseImport
from .resources import ResourceImport
from .schema_import import SchemaImport
from .setting_import import SettingImport
from .steps import Steps
from .taxonomy_import import TaxonomyImport
from .variant_import import VariantImport


def sync_import(reader: ExportReader, stack: Stack, options: ImportOptions, mapper: Path | None) -> TransferReport:
    """Import an export into a stack.

    Args:
        reader: The export.
        stack: The target.
        options: What to do.
        mapper: Folder for the record of the import. Default: in the folder of the export.

    Raises:
        FolderError: The mapper cannot be used.
        ContentstackError: Nothing can be written any more: for example, the sign-in is over.
    """
    started = monotonic()
    title = f"{'plan of the import' if options.is_plan else 'import'} of {reader.root} into stack {stack.api_key}"
    report = TransferReport(title)
    checkpoint = ImportCheckpoint()
    folder = open_mapper(reader, Target(stack.api_key, stack.branch), options, mapper, checkpoint)
    importer = _AsyncImporter(reader, stack, Steps(options, checkpoint, report))
    try:
        importer.run()
    finally:
        if not options.is_plan:
            write_mapper_files(folder, checkpoint)
        importer.close()
        checkpoint.close()
        report.seconds = monotonic() - started
    return report


def open_mapper(
    reader: ExportReader, target: Target, options: ImportOptions, chosen: Path | None, checkpoint: ImportCheckpoint
) -> Path:
    """Open the record of an import, and return its folder."""
    if chosen is not None:
        require_same_target(chosen, target)
    folder = chosen or choose_mapper(reader.root, target)
    if options.is_plan:
        checkpoint.read(folder)
    else:
        checkpoint.open(folder, target)
    return folder


@dataclass
class _AsyncImporter:
    """Imports the modules of an export, in their order."""

    reader: ExportReader
    stack: Stack
    steps: Steps
    _assets: list[Json] = field(default_factory=list[Json])
    _shelf: EntryShelf | None = None

    def run(self) -> None:
        """Import all modules that were chosen and that the export has."""
        master = self._read_master()
        shelf = self._shelf = EntryShelf(master)
        if self._has("entries"):
            shelf.load(self.reader, self.steps.report)
        content_types, global_fields = self._read_schemas("content_types"), self._read_schemas("global_fields")
        schemas = Schemas(content_types, global_fields)
        entries = EntryImport(self.stack, self.steps, shelf, schemas)
        self._match_known()
        self._import_before_content(master)
        self._import_schemas(content_types, global_fields, entries)
        for resource_type in (resource_types.ROLES, resource_types.WORKFLOWS, resource_types.PUBLISH_RULES):
            self._import_resources(resource_type)
        if self._has("entries"):
            entries.run()
            SchemaImport(self.stack, self.steps, entries.is_to_come).complete_rules(content_types)
        if self._has("variants"):
            VariantImport(self.stack, self.reader, self.steps, schemas).run()
        self._import_resources(resource_types.LABELS)
        self._import_resources(resource_types.choose_webhooks(self.steps.options))
        self._import_publishing(shelf)

    def close(self) -> None:
        """Release what the import has opened."""
        if self._shelf is not None:
            self._shelf.close()

    def _has(self, module: Module) -> bool:
        return module in self.steps.options.modules and self.reader.has_module(module)

    def _read_master(self) -> str | None:
        try:
            return str(self.reader.read_master_locale()["code"])
        except (FolderError, KeyError):
            return None

    def _read_schemas(self, kind: SchemaKind) -> list[Json]:
        try:
            return self.reader.read_schemas(kind)
        except FolderError as error:
            self.steps.report.add_failure(kind, error)
            return []

    def _match_known(self) -> None:
        """Match what is not imported, but is in the target by the same name."""
        for resource_type in resource_types.REFERRED:
            if not self._has(resource_type.module) and self.reader.has_module(resource_type.module):
                ResourceImport(self.stack, self.steps, resource_type).match(self._read(resource_type))

    def _import_before_content(self, master: str | None) -> None:
        if self._has("locales"):
            self._import_locales()
        self._import_resources(resource_types.ENVIRONMENTS)
        if self._has("settings"):
            SettingImport(self.stack, self.steps).run(self._read_settings())
        if self._has("assets"):
            self._import_assets()
        if self._has("taxonomies"):
            TaxonomyImport(self.stack, self.reader, self.steps, master).run()
        self._import_resources(resource_types.EXTENSIONS)

    def _import_locales(self) -> None:
        """Import locales. The master locale of the source is one of them in a target that has another."""
        try:
            master = self.reader.read_master_locale()
            others = list(self.reader.read_locales().values())
        except FolderError as error:
            self.steps.report.add_failure("locales", error)
            return
        locales = replace(resource_types.LOCALES, unchangeable=frozenset({str(master["code"])}))
        ResourceImport(self.stack, self.steps, locales).run([master, *others])

    def _read_settings(self) -> Json:
        try:
            return self.reader.read_settings()
        except FolderError as error:
            self.steps.report.add_failure("settings", error)
            return {}

    def _import_assets(self) -> None:
        try:
            FolderImport(self.stack, self.steps).run(self.reader.read_asset_folders())
            self._assets.extend(self.reader.iterate_assets())
        except FolderError as error:
            self.steps.report.add_failure("assets", error)
        AssetImport(self.stack, self.reader, self.steps).run(self._assets)

    def _import_schemas(
        self, content_types: Sequence[Json], global_fields: Sequence[Json], entries: EntryImport
    ) -> None:
        schemas = SchemaImport(self.stack, self.steps, entries.is_to_come)
        schemas.run(
            content_types if self._has("content_types") else [], global_fields if self._has("global_fields") else []
        )

    def _read(self, resource_type: ResourceType) -> list[Json]:
        try:
            found = list(self.reader.read_objects(resource_type.module).values())
        except FolderError as error:
            self.steps.report.add_failure(resource_type.module, error)
            return []
        return found

    def _import_resources(self, resource_type: ResourceType) -> None:
        if self._has(resource_type.module):
            ResourceImport(self.stack, self.steps, resource_type).run(self._read(resource_type))

    def _import_publishing(self, shelf: EntryShelf) -> None:
        if self._has("releases"):
            ReleaseImport(self.stack, self.steps).run(self._read(resource_types.RELEASES))
        if self._has("publishing"):
            publishing = PublishingImport(self.stack, self.steps)
            publishing.publish_assets(self._assets)
            publishing.publish_entries(shelf)
