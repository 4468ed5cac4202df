# Derived from _async/module_export.py by generator/unasync.py: edit that, not this.
"""Export what lies in one file each: settings, schemas, roles, labels and others."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from contentstack_cma import bulk
from contentstack_cma.errors import AuthenticationError, AuthMethodError

from ..export_records import (
    index_by_uid,
    insert_roles,
    list_stage_roles,
    remove_secrets,
    select_custom_roles,
    select_role_locales,
    select_system_roles,
    split_locales,
)
from ..folder import layout
from ..folder.json_files import Json
from ..modules import Module
from .calls import read_all
from .export_context import ExportContext

if TYPE_CHECKING:
    from contentstack_cma.types import Page


class ModuleCall(Protocol):
    """A method that exports a module."""

    def __call__(self) -> int:
        """Export it, and return how many resources it has."""
        ...


class ModuleStep(NamedTuple):
    """A module, and the file that it is mostly in."""

    module: Module
    file: str


def sync_export_modules(context: ExportContext) -> None:
    """Export the modules that lie in one file each, side by side."""
    export = ModuleExport(context)
    steps = [step for step in export.list_steps() if step.module in context.options.modules]
    context.call_many(steps, export.run, export.handle, title="settings", name=lambda step: step.module)


class ModuleExport:
    """Exports modules that lie in one file each.

    Args:
        context: What all parts of the export share.
    """

    def __init__(self, context: ExportContext) -> None:
        self._context = context
        self._writer = context.writer
        stack = context.stack
        self._lists: Mapping[Module, Callable[[], Page[Any]]] = {
            "environments": stack.environments.list,
            "extensions": stack.extensions.list,
            "publish_rules": stack.publish_rules.list,
            "labels": stack.labels.list,
            "webhooks": stack.webhooks.list,
        }
        self._exports: Mapping[Module, ModuleCall] = {
            "locales": self._export_locales,
            "settings": self._export_settings,
            "assets": self._export_asset_folders,
            "global_fields": self._export_global_fields,
            "content_types": self._export_content_types,
            "roles": self._export_roles,
            "workflows": self._export_workflows,
        }

    def list_steps(self) -> Iterator[ModuleStep]:
        """Iterate over the modules."""
        yield ModuleStep("locales", layout.MASTER_LOCALE)
        yield ModuleStep("settings", layout.SETTINGS)
        yield ModuleStep("assets", layout.ASSET_FOLDERS)
        yield ModuleStep("global_fields", layout.SCHEMA_LISTS["global_fields"])
        yield ModuleStep("content_types", layout.SCHEMA_LISTS["content_types"])
        yield ModuleStep("roles", layout.OBJECTS["roles"])
        yield ModuleStep("workflows", layout.OBJECTS["workflows"])
        for module in self._lists:
            yield ModuleStep(module, layout.OBJECTS[module])

    def run(self, step: ModuleStep) -> int:
        """Export a module, and return how many resources it has.

        Raises:
            NoAccessError: Only this module rejects the credentials.
            ContentstackError: It cannot be read.
        """
        try:
            return self._export(step)
        except (AuthMethodError, AuthenticationError) as error:
            raise self._context.explain(step.module, error) from error

    def _export(self, step: ModuleStep) -> int:
        if step.module in self._lists:
            records = read_all(self._lists[step.module])
            self._writer.write_objects(step.module, index_by_uid(map(remove_secrets, records)))
            return len(records)
        return self._exports[step.module]()

    def handle(self, outcome: bulk.ItemOutcome[int]) -> None:
        """Report how a module ended."""
        step: ModuleStep = outcome.item
        if outcome.error is not None:
            self._context.fail(step.module, outcome.error, file=step.file)
        else:
            self._context.add(step.module, outcome.result or 0)

    def _export_locales(self) -> int:
        master, others = split_locales(self._context.locales)
        if master is not None:
            self._writer.write_master_locale(master)
        self._writer.write_objects("locales", others)
        return len(self._context.locales)

    def _export_content_types(self) -> int:
        self._writer.write_schemas("content_types", self._context.content_types)
        return len(self._context.content_types)

    def _export_global_fields(self) -> int:
        start = partial(self._context.stack.global_fields.list, include_global_field_schema=True)
        global_fields = read_all(start)
        self._writer.write_schemas("global_fields", global_fields)
        return len(global_fields)

    def _export_roles(self) -> int:
        found = self._read_roles()
        roles = select_custom_roles(found)
        self._writer.write_system_roles(select_system_roles(found))
        self._writer.write_objects("roles", roles)
        self._writer.write_role_locales(select_role_locales(roles.values(), self._context.locales))
        return len(roles)

    def _read_roles(self) -> list[Json]:
        start = partial(self._context.stack.roles.list, include_rules=True, include_permissions=True)
        return [remove_secrets(role) for role in read_all(start)]

    def _export_workflows(self) -> int:
        workflows = read_all(self._context.stack.workflows.list)
        if list_stage_roles(workflows):
            insert_roles(workflows, self._read_roles())
        self._writer.write_objects("workflows", index_by_uid(workflows))
        return len(workflows)

    def _export_settings(self) -> int:
        settings = self._context.stack.get_settings()
        self._writer.write_settings(remove_secrets(settings.to_dict()))
        return 1

    def _export_asset_folders(self) -> int:
        folders = read_all(self._context.stack.asset_folders.list)
        self._writer.write_asset_folders(folders)
        return 0  # the assets themselves are counted
