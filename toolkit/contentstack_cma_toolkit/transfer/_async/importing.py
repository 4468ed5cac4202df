"""Import the folder of an export into a stack."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import monotonic

from contentstack_cma import AsyncStack

from .. import resource_types
from ..checkpoint import ImportCheckpoint
from ..entry_shelf import EntryShelf
from ..errors import FolderError
from ..folder.json_files import Json
from ..folder.reading import ExportReader
from ..mapper_files import write_mapper_files
from ..mapper_folders import Target, choose_mapper
from ..modules import Module
from ..options import ImportOptions
from ..report import TransferReport
from ..resource_types import ResourceType
from ..schemas import Schemas
from ..usable_records import read_usable
from ..written import get_uid
from .asset_import import AsyncAssetImport
from .calls import read_all
from .entry_import import AsyncEntryImport
from .folder_import import AsyncFolderImport
from .publishing_import import AsyncPublishingImport
from .release_import import AsyncReleaseImport
from .resources import AsyncResourceImport
from .schema_import import AsyncSchemaImport
from .setting_import import AsyncSettingImport
from .steps import AsyncSteps
from .taxonomy_import import AsyncTaxonomyImport
from .variant_import import AsyncVariantImport

_REFERRING_TO_ENTRIES: tuple[Module, ...] = ("content_types", "variants", "releases", "publishing")
_REFERRING_TO_ASSETS: tuple[Module, ...] = ("entries", "roles", "webhooks", *_REFERRING_TO_ENTRIES)


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
    checkpoint = ImportCheckpoint(options.existing)
    target = Target(stack.api_key, stack.branch)
    folder = choose_mapper(reader.root, target, mapper)
    master = await _read_target_master(stack)  # raises before anything is written if the stack does not exist
    shelf = EntryShelf(_read_master(reader))
    try:
        if options.is_plan:
            checkpoint.read(folder)
        else:
            checkpoint.open(folder, target)
        await AsyncImporter(reader, stack, AsyncSteps(stack, options, checkpoint, report), shelf, master).run()
        if report.is_success:
            checkpoint.note_finished()
    finally:
        shelf.close()
        if checkpoint.is_open:
            write_mapper_files(folder, checkpoint)
        checkpoint.close()
        report.seconds = monotonic() - started
    return report


def _read_master(reader: ExportReader) -> str | None:
    """Return the code of the master locale of an export; None if it does not say it."""
    try:
        return str(reader.read_master_locale()["code"])
    except (FolderError, KeyError):
        return None


async def _read_target_master(stack: AsyncStack) -> str | None:
    """Return the code of the master locale of the target."""
    found = await read_all(stack.locales.list)
    return next((str(locale["code"]) for locale in found if not locale.get("fallback_locale")), None)


class AsyncImporter:
    """Imports the modules of an export, in their order.

    Args:
        reader: The export.
        stack: The target.
        steps: What writes and records.
        shelf: The entries of the export.
        target_master: Code of the master locale of the target.
    """

    def __init__(
        self,
        reader: ExportReader,
        stack: AsyncStack,
        steps: AsyncSteps,
        shelf: EntryShelf,
        target_master: str | None,
    ) -> None:
        self._reader = reader
        self._stack = stack
        self._steps = steps
        self._report = steps.report
        self._shelf = shelf
        self._source_master = _read_master(reader)
        self._target_master = target_master
        self._content_types = read_usable(reader.iterate_schemas("content_types"), "content_types", steps.report)
        self._global_fields = read_usable(reader.iterate_schemas("global_fields"), "global_fields", steps.report)
        self._schemas = Schemas(self._content_types, self._global_fields)
        self._entries = AsyncEntryImport(stack, steps, shelf, self._schemas)
        exported = map(get_uid, self._content_types)
        self._schema_import = AsyncSchemaImport(stack, steps, self._entries.is_to_come, exported)
        self._asset_import = AsyncAssetImport(stack, reader, steps)
        self._assets: list[Json] = []

    async def run(self) -> None:
        """Import all modules that were chosen and that the export has."""
        try:
            self._read_content()
            await self._import_before_content()
            await self._import_content()
            await self._import_after_content()
        finally:
            self._entries.close()

    def _has(self, module: Module) -> bool:
        return module in self._steps.options.modules and self._reader.has_module(module)

    def _has_any(self, modules: Iterable[Module]) -> bool:
        return any(map(self._has, modules))

    def _read_content(self) -> None:
        self._note_branches()
        if self._has("entries"):
            self._shelf.load(self._reader, self._report)
        elif self._has_any(_REFERRING_TO_ENTRIES):
            self._shelf.load(self._reader, TransferReport(""))  # what is broken there is not what is imported
        if self._reader.has_module("assets"):
            self._assets = read_usable(self._reader.iterate_assets(), "assets", self._report)

    def _note_branches(self) -> None:
        """Note which branches are left out: a stack has to have them before anything is imported into them."""
        if not self._has("branches"):
            return
        others = [uid for uid in self._reader.list_branches() if uid != self._reader.branch]
        if others:
            text = f"only the branch {self._reader.branch!r} is imported; the export has {', '.join(others)} too"
            self._report.add_note("branches", text)

    async def _import_before_content(self) -> None:
        await self._steps.attempt("locales", self._import_locales)
        await self._import_resources(resource_types.ENVIRONMENTS)
        if self._has("settings"):
            await self._steps.attempt("settings", self._import_settings)
        await self._steps.attempt("assets", self._import_assets)
        if self._has("taxonomies"):
            masters = [code for code in (self._target_master, self._source_master) if code is not None]
            taxonomies = AsyncTaxonomyImport(self._stack, self._reader, self._steps, masters)
            await self._steps.attempt("taxonomies", taxonomies.run)
        await self._import_resources(resource_types.EXTENSIONS)

    async def _import_locales(self) -> None:
        source, target = self._source_master, self._target_master
        if self._has("locales") and source is not None and source != target:
            text = f"the master locale of the target stays {target!r}, so that {source!r} is one of its other locales"
            self._report.add_note("locales", text)
        await self._import_resources(resource_types.build_locales(source, target))

    async def _import_settings(self) -> None:
        await AsyncSettingImport(self._stack, self._steps).run(self._reader.read_settings())

    async def _import_assets(self) -> None:
        """Import assets, or match them with those of the target if they are not chosen."""
        folders = AsyncFolderImport(self._stack, self._steps)
        if not self._reader.has_module("assets"):
            return
        known = read_usable(self._reader.iterate_asset_folders(), "assets", self._report)
        if self._has("assets"):
            await folders.run(known)
            await self._asset_import.run(self._assets)
        elif self._has_any(_REFERRING_TO_ASSETS):
            await folders.match(known)
            await self._asset_import.match(self._assets)

    async def _import_content(self) -> None:
        if self._has("entries") or self._has_any(_REFERRING_TO_ENTRIES):
            await self._steps.attempt("entries", self._entries.match)
        await self._steps.attempt("content_types", self._import_schemas)
        if self._has_any(("roles", "workflows", "publish_rules")):
            await self._steps.attempt("roles", self._match_system_roles)
        for resource_type in (resource_types.ROLES, resource_types.WORKFLOWS, resource_types.PUBLISH_RULES):
            await self._import_resources(resource_type)
        if self._has("entries"):
            await self._steps.attempt("entries", self._entries.run)
        if self._has("entries") or self._has("content_types"):
            await self._steps.attempt("content_types", partial(self._schema_import.complete_rules, self._content_types))
        if self._has("variants"):
            variants = AsyncVariantImport(self._stack, self._reader, self._steps, self._schemas)
            await self._steps.attempt("variants", variants.run)

    async def _import_schemas(self) -> None:
        await self._schema_import.run(
            self._content_types if self._has("content_types") else [],
            self._global_fields if self._has("global_fields") else [],
        )

    async def _match_system_roles(self) -> None:
        await AsyncResourceImport(self._stack, self._steps, resource_types.ROLES).match(
            self._reader.read_system_roles()
        )

    async def _import_after_content(self) -> None:
        await self._import_resources(resource_types.LABELS)
        if self._has("releases"):
            await self._steps.attempt("releases", self._import_releases)
        await self._import_resources(resource_types.choose_webhooks(self._steps.options))
        if self._has("publishing"):
            await self._steps.attempt("publishing", self._publish)

    async def _import_releases(self) -> None:
        await AsyncReleaseImport(self._stack, self._steps).run(self._read(resource_types.RELEASES))

    async def _publish(self) -> None:
        self._note_unknown()
        publishing = AsyncPublishingImport(self._stack, self._steps)
        await publishing.publish_assets(self._assets, self._asset_import.find_unchanged)
        await publishing.publish_entries(self._shelf, self._entries.find_unchanged)
        publishing.note_unknown_environments()

    def _note_unknown(self) -> None:
        """Note what is not published because another import wrote it, or a person: it may be a draft there."""
        entries = [] if self._has("entries") else self._shelf.list_uids()
        assets = [] if self._has("assets") else [str(asset["uid"]) for asset in self._assets]
        checkpoint = self._steps.checkpoint
        unknown = [uid for uid in entries if not checkpoint.is_done("entries", uid)]
        unknown += [uid for uid in assets if not checkpoint.is_done("assets", uid)]
        if unknown:
            text = (
                f"{len(unknown):,} entries and assets are not published, because this mapper does not say that they "
                "were imported: import entries and assets too, or pass the mapper of their import"
            )
            self._report.add_note("publishing", text)

    async def _import_resources(self, resource_type: ResourceType) -> None:
        """Import resources, or match them with those of the target if they are not chosen and others refer to them."""
        resources = AsyncResourceImport(self._stack, self._steps, resource_type)
        if self._has(resource_type.module):
            await self._steps.attempt(resource_type.module, lambda: resources.run(self._read(resource_type)))
        elif resource_type.is_referred and self._reader.has_module(resource_type.module):
            await self._steps.attempt(resource_type.module, lambda: resources.match(self._read(resource_type)))

    def _read(self, resource_type: ResourceType) -> list[Json]:
        module = resource_type.module
        found = read_usable(self._reader.iterate_objects(module), module, self._report)
        if module != "locales":
            return found
        masters = [] if self._source_master is None else [self._reader.read_master_locale()]
        return [*masters, *(each for each in found if all(each["uid"] != master["uid"] for master in masters))]
