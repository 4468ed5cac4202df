"""Import the folder of an export into a stack."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from contentstack_cma import AsyncStack

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
from .asset_import import AsyncAssetImport, AsyncFolderImport
from .entry_import import AsyncEntryImport
from .publishing_import import AsyncPublishingImport
from .release_import import AsyncReleaseImport
from .resources import AsyncResourceImport
from .schema_import import AsyncSchemaImport
from .setting_import import AsyncSettingImport
from .steps import AsyncSteps
from .taxonomy_import import AsyncTaxonomyImport
from .variant_import import AsyncVariantImport


async def async_import(
    reader: ExportReader, stack: AsyncStack, options: ImportOptions, mapper: Path | None
) -> TransferReport:
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
    importer = _AsyncImporter(reader, stack, AsyncSteps(options, checkpoint, report))
    try:
        await importer.run()
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
    stack: AsyncStack
    steps: AsyncSteps
    _assets: list[Json] = field(default_factory=list[Json])
    _shelf: EntryShelf | None = None

    async def run(self) -> None:
        """Import all modules that were chosen and that the export has."""
        master = self._read_master()
        shelf = self._shelf = EntryShelf(master)
        if self._has("entries"):
            shelf.load(self.reader, self.steps.report)
        content_types, global_fields = self._read_schemas("content_types"), self._read_schemas("global_fields")
        schemas = Schemas(content_types, global_fields)
        entries = AsyncEntryImport(self.stack, self.steps, shelf, schemas)
        await self._match_known()
        await self._import_before_content(master)
        await self._import_schemas(content_types, global_fields, entries)
        for resource_type in (resource_types.ROLES, resource_types.WORKFLOWS, resource_types.PUBLISH_RULES):
            await self._import_resources(resource_type)
        if self._has("entries"):
            await entries.run()
            await AsyncSchemaImport(self.stack, self.steps, entries.is_to_come).complete_rules(content_types)
        if self._has("variants"):
            await AsyncVariantImport(self.stack, self.reader, self.steps, schemas).run()
        await self._import_resources(resource_types.LABELS)
        await self._import_resources(resource_types.choose_webhooks(self.steps.options))
        await self._import_publishing(shelf)

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

    async def _match_known(self) -> None:
        """Match what is not imported, but is in the target by the same name."""
        for resource_type in resource_types.REFERRED:
            if not self._has(resource_type.module) and self.reader.has_module(resource_type.module):
                await AsyncResourceImport(self.stack, self.steps, resource_type).match(self._read(resource_type))

    async def _import_before_content(self, master: str | None) -> None:
        if self._has("locales"):
            await self._import_locales()
        await self._import_resources(resource_types.ENVIRONMENTS)
        if self._has("settings"):
            await AsyncSettingImport(self.stack, self.steps).run(self._read_settings())
        if self._has("assets"):
            await self._import_assets()
        if self._has("taxonomies"):
            await AsyncTaxonomyImport(self.stack, self.reader, self.steps, master).run()
        await self._import_resources(resource_types.EXTENSIONS)

    async def _import_locales(self) -> None:
        """Import locales. The master locale of the source is one of them in a target that has another."""
        try:
            master = self.reader.read_master_locale()
            others = list(self.reader.read_locales().values())
        except FolderError as error:
            self.steps.report.add_failure("locales", error)
            return
        locales = replace(resource_types.LOCALES, unchangeable=frozenset({str(master["code"])}))
        await AsyncResourceImport(self.stack, self.steps, locales).run([master, *others])

    def _read_settings(self) -> Json:
        try:
            return self.reader.read_settings()
        except FolderError as error:
            self.steps.report.add_failure("settings", error)
            return {}

    async def _import_assets(self) -> None:
        try:
            await AsyncFolderImport(self.stack, self.steps).run(self.reader.read_asset_folders())
            self._assets.extend(self.reader.iterate_assets())
        except FolderError as error:
            self.steps.report.add_failure("assets", error)
        await AsyncAssetImport(self.stack, self.reader, self.steps).run(self._assets)

    async def _import_schemas(
        self, content_types: Sequence[Json], global_fields: Sequence[Json], entries: AsyncEntryImport
    ) -> None:
        schemas = AsyncSchemaImport(self.stack, self.steps, entries.is_to_come)
        await schemas.run(
            content_types if self._has("content_types") else [], global_fields if self._has("global_fields") else []
        )

    def _read(self, resource_type: ResourceType) -> list[Json]:
        try:
            found = list(self.reader.read_objects(resource_type.module).values())
        except FolderError as error:
            self.steps.report.add_failure(resource_type.module, error)
            return []
        return found

    async def _import_resources(self, resource_type: ResourceType) -> None:
        if self._has(resource_type.module):
            await AsyncResourceImport(self.stack, self.steps, resource_type).run(self._read(resource_type))

    async def _import_publishing(self, shelf: EntryShelf) -> None:
        if self._has("releases"):
            await AsyncReleaseImport(self.stack, self.steps).run(self._read(resource_types.RELEASES))
        if self._has("publishing"):
            publishing = AsyncPublishingImport(self.stack, self.steps)
            await publishing.publish_assets(self._assets)
            await publishing.publish_entries(shelf)
