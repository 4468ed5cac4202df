"""The types in the signatures of clients, stacks and their resources, to annotate your own functions with.

    from contentstack_cma.models import Entry
    from contentstack_cma.types import Entries, Page

    def list_drafts(entries: Entries) -> Page[Entry]:
        return entries.list(query={"tags": "draft"})

Models are in `contentstack_cma.models`, exceptions in `contentstack_cma.errors`. A type is imported on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contentstack_cma_client.client import AsyncSender as AsyncSender
    from contentstack_cma_client.client import Sender as Sender
    from contentstack_cma_client.dates import format_datetime as format_datetime
    from contentstack_cma_client.dates import parse_datetime as parse_datetime
    from contentstack_cma_client.model import ReadModel as ReadModel
    from contentstack_cma_client.operation import Request as Request
    from contentstack_cma_client.pages import AsyncPage as AsyncPage
    from contentstack_cma_client.pages import AsyncPages as AsyncPages
    from contentstack_cma_client.pages import Page as Page
    from contentstack_cma_client.resources import *  # noqa: F403 - the list of names is generated
    from contentstack_cma_client.sources import AsyncImportSource as AsyncImportSource
    from contentstack_cma_client.sources import AsyncUploadSource as AsyncUploadSource
    from contentstack_cma_client.sources import BinaryFile as BinaryFile
    from contentstack_cma_client.sources import ImportSource as ImportSource
    from contentstack_cma_client.sources import UploadedFile as UploadedFile
    from contentstack_cma_client.sources import UploadSource as UploadSource
    from contentstack_cma_client.types import UNSET as UNSET
    from contentstack_cma_client.types import File as File
    from contentstack_cma_client.types import JsonValue as JsonValue
    from contentstack_cma_client.types import Response as Response
    from contentstack_cma_client.types import Unset as Unset
    from contentstack_cma_client.untyped import UntypedMapping as UntypedMapping
    from contentstack_cma_client.upload_bodies import Progress as Progress

    from ._async.asset_folders import AsyncAssetFolders as AsyncAssetFolders
    from ._async.asset_folders import AsyncAssetFoldersWithRawResponse as AsyncAssetFoldersWithRawResponse
    from ._async.assets import AsyncAssets as AsyncAssets
    from ._async.assets import AsyncAssetsWithRawResponse as AsyncAssetsWithRawResponse
    from ._async.branches import AsyncBranches as AsyncBranches
    from ._async.bulk import AsyncBulk as AsyncBulk
    from ._async.bulk_jobs import AsyncBulkJobs as AsyncBulkJobs
    from ._async.entries import AsyncEntries as AsyncEntries
    from ._async.entries import AsyncEntriesWithRawResponse as AsyncEntriesWithRawResponse
    from ._async.extensions import AsyncExtensions as AsyncExtensions
    from ._async.extensions import AsyncExtensionsWithRawResponse as AsyncExtensionsWithRawResponse
    from ._async.release_items import AsyncReleaseItems as AsyncReleaseItems
    from ._async.releases import AsyncReleases as AsyncReleases
    from ._async.taxonomies import AsyncTaxonomies as AsyncTaxonomies
    from ._async.taxonomies import AsyncTaxonomiesWithRawResponse as AsyncTaxonomiesWithRawResponse
    from ._async.typed_entries import AsyncTypedEntries as AsyncTypedEntries
    from ._async.walking import AsyncWalk as AsyncWalk
    from ._sync.asset_folders import AssetFolders as AssetFolders
    from ._sync.asset_folders import AssetFoldersWithRawResponse as AssetFoldersWithRawResponse
    from ._sync.assets import Assets as Assets
    from ._sync.assets import AssetsWithRawResponse as AssetsWithRawResponse
    from ._sync.branches import Branches as Branches
    from ._sync.bulk import Bulk as Bulk
    from ._sync.bulk_jobs import BulkJobs as BulkJobs
    from ._sync.entries import Entries as Entries
    from ._sync.entries import EntriesWithRawResponse as EntriesWithRawResponse
    from ._sync.extensions import Extensions as Extensions
    from ._sync.extensions import ExtensionsWithRawResponse as ExtensionsWithRawResponse
    from ._sync.release_items import ReleaseItems as ReleaseItems
    from ._sync.releases import Releases as Releases
    from ._sync.taxonomies import Taxonomies as Taxonomies
    from ._sync.taxonomies import TaxonomiesWithRawResponse as TaxonomiesWithRawResponse
    from ._sync.typed_entries import TypedEntries as TypedEntries
    from ._sync.walking import Walk as Walk
    from .auth.base import Credentials as Credentials
    from .bodies import AssetField as AssetField
    from .bodies import DataType as DataType
    from .bodies import ExtensionKind as ExtensionKind
    from .bodies import MergeStrategyName as MergeStrategyName
    from .bodies import Width as Width
    from .bulk.results import JobStatus as JobStatus
    from .entry_classes import Condition as Condition
    from .entry_classes import EntryClass as EntryClass
    from .entry_classes import FieldPath as FieldPath
    from .entry_classes import ReadOptions as ReadOptions
    from .entry_classes import SortField as SortField
    from .hooks import RetryReason as RetryReason
    from .pace import Automatic as Automatic
    from .raw import JsonBody as JsonBody
    from .raw import QueryValue as QueryValue
    from .regions import Hosts as Hosts
    from .retry import Failure as Failure
    from .snapshots import AsyncSnapshot as AsyncSnapshot
    from .snapshots import Snapshot as Snapshot
    from .targets import AsyncWritable as AsyncWritable
    from .targets import Writable as Writable

    __all__: list[str]
else:
    from importlib import import_module

    _GENERATED = "contentstack_cma_client"
    _MODULES = {
        f"{_GENERATED}.client": ("AsyncSender", "Sender"),
        f"{_GENERATED}.dates": ("format_datetime", "parse_datetime"),
        f"{_GENERATED}.model": ("ReadModel",),
        f"{_GENERATED}.operation": ("Request",),
        f"{_GENERATED}.pages": ("AsyncPage", "AsyncPages", "Page"),
        f"{_GENERATED}.sources": (
            "AsyncImportSource",
            "AsyncUploadSource",
            "BinaryFile",
            "ImportSource",
            "UploadSource",
            "UploadedFile",
        ),
        f"{_GENERATED}.types": ("UNSET", "File", "JsonValue", "Response", "Unset"),
        f"{_GENERATED}.untyped": ("UntypedMapping",),
        f"{_GENERATED}.upload_bodies": ("Progress",),
        "._async.typed_entries": ("AsyncTypedEntries",),
        "._async.walking": ("AsyncWalk",),
        "._sync.typed_entries": ("TypedEntries",),
        "._sync.walking": ("Walk",),
        "._async.release_items": ("AsyncReleaseItems",),
        "._sync.release_items": ("ReleaseItems",),
        ".auth.base": ("Credentials",),
        ".bodies": ("AssetField", "DataType", "ExtensionKind", "MergeStrategyName", "Width"),
        ".bulk.results": ("JobStatus",),
        ".entry_classes": ("Condition", "EntryClass", "FieldPath", "ReadOptions", "SortField"),
        ".hooks": ("RetryReason",),
        ".pace": ("Automatic",),
        ".raw": ("JsonBody", "QueryValue"),
        ".regions": ("Hosts",),
        ".retry": ("Failure",),
        ".snapshots": ("AsyncSnapshot", "Snapshot"),
        ".targets": ("AsyncWritable", "Writable"),
    }
    _HANDWRITTEN = {
        "AssetFolders": "asset_folders",
        "Assets": "assets",
        "Entries": "entries",
        "Extensions": "extensions",
        "Taxonomies": "taxonomies",
    }
    """Modules of the resources that replace or join the generated ones."""
    _WAITING = {"Branches": "branches", "Bulk": "bulk", "BulkJobs": "bulk_jobs", "Releases": "releases"}
    """Modules of the resources that only add waiting: their whole responses are those of the generated ones."""

    def _find_modules():
        modules = dict.fromkeys(import_module(f"{_GENERATED}.resources").__all__, f"{_GENERATED}.resources")
        modules |= {name: module for module, names in _MODULES.items() for name in names}
        for name, module in _HANDWRITTEN.items():
            for suffix in ("", "WithRawResponse"):
                modules[f"{name}{suffix}"] = f"._sync.{module}"
                modules[f"Async{name}{suffix}"] = f"._async.{module}"
        for name, module in _WAITING.items():
            modules |= {name: f"._sync.{module}", f"Async{name}": f"._async.{module}"}
        return modules

    def __getattr__(name):
        if name == "__all__":
            return sorted(_find_modules())
        module = None if name.startswith("_") else _find_modules().get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(module, __package__), name)
        return value

    def __dir__():
        return sorted(_find_modules())
