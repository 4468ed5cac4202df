# Derived from _async/importing.py by generator/unasync.py: edit that, not this.
"""Import the folder of an export into a stack."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import monotonic

from contentstack_cma import Stack

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
from .asset_import import AssetImport
from .calls import read_all
from .entry_import import EntryImport
from .folder_import import FolderImport
from .publishing_import import PublishingImport
from .release_import import ReleaseImport
from .resources import ResourceImport
from .schema_import import SchemaImport
from .setting_import import SettingImport
from .steps import Steps
from .taxonomy_import import TaxonomyImport
from .variant_import import VariantImport

_REFERRING_TO_ENTRIES: tuple[Module, ...] = ("content_types", "variants", "releases", "publishing")
_REFERRING_TO_ASSETS: tuple[Module, ...] = ("entries", "roles", "webhooks", *_REFERRING_TO_ENTRIES)


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
    checkpoint = ImportCheckpoint(options.existing)
    target = Target(stack.api_key, stack.branch)
    folder = choose_mapper(reader.root, target, mapper)
    master = _read_target_master(stack)  # raises before anything is written if the stack does not exist
    shelf = EntryShelf(_read_master(reader))
    try:
        if options.is_plan:
            checkpoint.read(folder)
        else:
            checkpoint.open(folder, target)
        Importer(reader, stack, Steps(stack, options, checkpoint, report), shelf, master).run()
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


def _read_target_master(stack: Stack) -> str | None:
    """Return the code of the master locale of the target."""
    found = read_all(stack.locales.list)
    return next((str(locale["code"]) for locale in found if not locale.get("fallback_locale")), None)


class Importer:
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
        stack: Stack,
        steps: Steps,
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
        self._entries = EntryImport(stack, steps, shelf, self._schemas)
        exported = map(get_uid, self._content_types)
        self._schema_import = SchemaImport(stack, steps, self._entries.is_to_come, exported)
        self._asset_import = AssetImport(stack, reader, steps)
        self._assets: list[Json] = []

    def run(self) -> None:
        """Import all modules that were chosen and that the export has."""
        try:
            self._read_content()
            self._import_before_content()
            self._import_content()
            self._import_after_content()
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

    def _import_before_content(self) -> None:
        self._steps.attempt("locales", self._import_locales)
        self._import_resources(resource_types.ENVIRONMENTS)
        if self._has("settings"):
            self._steps.attempt("settings", self._import_settings)
        self._steps.attempt("assets", self._import_assets)
        if self._has("taxonomies"):
            masters = [code for code in (self._target_master, self._source_master) if code is not None]
            taxonomies = TaxonomyImport(self._stack, self._reader, self._steps, masters)
            self._steps.attempt("taxonomies", taxonomies.run)
        self._import_resources(resource_types.EXTENSIONS)

    def _import_locales(self) -> None:
        source, target = self._source_master, self._target_master
        if self._has("locales") and source is not None and source != target:
            text = f"the master locale of the target stays {target!r}, so that {source!r} is one of its other locales"
            self._report.add_note("locales", text)
        self._import_resources(resource_types.build_locales(source, target))

    def _import_settings(self) -> None:
        SettingImport(self._stack, self._steps).run(self._reader.read_settings())

    def _import_assets(self) -> None:
        """Import assets, or match them with those of the target if they are not chosen."""
        folders = FolderImport(self._stack, self._steps)
        if not self._reader.has_module("assets"):
            return
        known = read_usable(self._reader.iterate_asset_folders(), "assets", self._report)
        if self._has("assets"):
            folders.run(known)
            self._asset_import.run(self._assets)
        elif self._has_any(_REFERRING_TO_ASSETS):
            folders.match(known)
            self._asset_import.match(self._assets)

    def _import_content(self) -> None:
        if self._has("entries") or self._has_any(_REFERRING_TO_ENTRIES):
            self._steps.attempt("entries", self._entries.match)
        self._steps.attempt("content_types", self._import_schemas)
        if self._has_any(("roles", "workflows", "publish_rules")):
            self._steps.attempt("roles", self._match_system_roles)
        for resource_type in (resource_types.ROLES, resource_types.WORKFLOWS, resource_types.PUBLISH_RULES):
            self._import_resources(resource_type)
        if self._has("entries"):
            self._steps.attempt("entries", self._entries.run)
        if self._has("entries") or self._has("content_types"):
            self._steps.attempt("content_types", partial(self._schema_import.complete_rules, self._content_types))
        if self._has("variants"):
            variants = VariantImport(self._stack, self._reader, self._steps, self._schemas)
            self._steps.attempt("variants", variants.run)

    def _import_schemas(self) -> None:
        self._schema_import.run(
            self._content_types if self._has("content_types") else [],
            self._global_fields if self._has("global_fields") else [],
        )

    def _match_system_roles(self) -> None:
        ResourceImport(self._stack, self._steps, resource_types.ROLES).match(self._reader.read_system_roles())

    def _import_after_content(self) -> None:
        self._import_resources(resource_types.LABELS)
        if self._has("releases"):
            self._steps.attempt("releases", self._import_releases)
        self._import_resources(resource_types.choose_webhooks(self._steps.options))
        if self._has("publishing"):
            self._steps.attempt("publishing", self._publish)

    def _import_releases(self) -> None:
        ReleaseImport(self._stack, self._steps).run(self._read(resource_types.RELEASES))

    def _publish(self) -> None:
        self._note_unknown()
        publishing = PublishingImport(self._stack, self._steps)
        publishing.publish_assets(self._assets, self._asset_import.find_unchanged)
        publishing.publish_entries(self._shelf, self._entries.find_unchanged)
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

    def _import_resources(self, resource_type: ResourceType) -> None:
        """Import resources, or match them with those of the target if they are not chosen and others refer to them."""
        resources = ResourceImport(self._stack, self._steps, resource_type)
        if self._has(resource_type.module):
            self._steps.attempt(resource_type.module, lambda: resources.run(self._read(resource_type)))
        elif resource_type.is_referred and self._reader.has_module(resource_type.module):
            self._steps.attempt(resource_type.module, lambda: resources.match(self._read(resource_type)))

    def _read(self, resource_type: ResourceType) -> list[Json]:
        module = resource_type.module
        found = read_usable(self._reader.iterate_objects(module), module, self._report)
        if module != "locales":
            return found
        masters = [] if self._source_master is None else [self._reader.read_master_locale()]
        return [*masters, *(each for each in found if all(each["uid"] != master["uid"] for master in masters))]
