"""Where everything is in the folder of an export. Names and small functions, no I/O.

An export has a folder for each branch, or lies at the root if the stack has no branches. Content version 2 divides
entries and records of assets into files that an index lists; version 1 has a file for each locale of a content type.
"""

from types import MappingProxyType
from typing import Literal

from ..modules import Module

CONTENT_VERSION = 2
"""The version that is written."""
KNOWN_VERSIONS = frozenset({1, 2})

EXPORT_INFO = "export-info.json"
BRANCHES = "branches.json"
UNFINISHED = "export-unfinished.json"
"""A file that an export of this package has until it is complete."""
LOCK = ".export.lock"
SAFE_NAMES = "safe-names.json"
"""Which names were changed because no file can have them: folder -> name -> name of the file."""

OBJECTS = MappingProxyType[Module, str](
    {
        "locales": "locales/locales.json",
        "environments": "environments/environments.json",
        "taxonomies": "taxonomies/taxonomies.json",
        "extensions": "extensions/extensions.json",
        "roles": "custom-roles/custom-roles.json",
        "workflows": "workflows/workflows.json",
        "publish_rules": "workflows/publishing-rules.json",
        "variants": "variants/variant-groups.json",
        "labels": "labels/labels.json",
        "webhooks": "webhooks/webhooks.json",
        "releases": "releases/releases.json",
    }
)
"""Files that hold an object: uid -> resource."""

MASTER_LOCALE = "locales/master-locale.json"
ROLE_LOCALES = "custom-roles/custom-roles-locales.json"
SYSTEM_ROLES = "custom-roles/system-roles.json"
"""The roles that every stack has, by uid, with their names only: workflows name them. The official command line does
not have this file."""
SETTINGS = "stack/settings.json"
STACK = "stack/stack.json"

SchemaKind = Literal["content_types", "global_fields"]
SCHEMA_LISTS = MappingProxyType[SchemaKind, str](
    {"content_types": "content_types/schema.json", "global_fields": "global_fields/globalfields.json"}
)
"""Files that hold all schemas of a kind in a list."""

ASSETS = "assets"
ASSET_FOLDERS = "assets/folders.json"
ASSET_INDEX = "assets/assets.json"
"""In version 2 an index, in version 1 the records."""
ASSET_FILES = "assets/files"
ASSET_METADATA = "assets/metadata.json"
ASSET_VERSIONS = "assets/versions"
ASSET_VERSION_INDEX = "assets/versions/versioned-assets.json"
ASSET_VERSION_METADATA = "assets/versions/metadata.json"
ASSET_VERSION_FILES = "assets/versions/files"
"""Files of earlier versions, one folder for each version. The official command line has no place of their own."""

MAIN_FILES: MappingProxyType[Module, str] = MappingProxyType(
    {
        **OBJECTS,
        "settings": SETTINGS,
        "assets": ASSET_INDEX,
        "global_fields": SCHEMA_LISTS["global_fields"],
        "content_types": SCHEMA_LISTS["content_types"],
    }
)
"""The file of each module that has one file for all of its resources."""

ENTRIES = "entries"
TAXONOMIES = "taxonomies"
INDEX = "index.json"
VARIANTS = "variants"
UNLOCALIZED_TERMS = "taxonomies/unlocalized-terms.json"
"""Terms that a taxonomy has in a locale without a name of their own: locale -> taxonomy -> terms. The files of
taxonomies do not tell."""

MARKS = (
    EXPORT_INFO,
    *OBJECTS.values(),
    MASTER_LOCALE,
    SETTINGS,
    STACK,
    *SCHEMA_LISTS.values(),
    ASSET_INDEX,
    ASSET_FOLDERS,
)
"""Files of which an export has at least one."""

FOLDERS: MappingProxyType[Module, tuple[str, ...]] = MappingProxyType(
    {
        "assets": (ASSETS,),
        "taxonomies": (TAXONOMIES,),
        "content_types": ("content_types",),
        "entries": (ENTRIES,),
    }
)
"""Folders whose files have names that depend on the stack."""

FILES: MappingProxyType[Module, tuple[str, ...]] = MappingProxyType(
    {
        **{module: (path,) for module, path in OBJECTS.items()},
        "branches": (BRANCHES,),
        "locales": (MASTER_LOCALE, OBJECTS["locales"]),
        "settings": (SETTINGS, STACK),
        "assets": (ASSET_INDEX, ASSET_FOLDERS),
        "global_fields": (SCHEMA_LISTS["global_fields"], "global_fields"),
        "content_types": (SCHEMA_LISTS["content_types"], "content_types"),
        "entries": (ENTRIES,),
        "publishing": (ENTRIES, ASSET_INDEX),
    }
)
"""Files and folders of which one is there if an export has the module."""
