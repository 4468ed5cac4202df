"""Resources of one stack as payloads for another: pure functions, which replace the uids of the source.

Each takes a resource as exported, and returns what creates or updates it in the target. `Uids` says which uid it has
there.
"""

from .access import SYSTEM_ROLES, map_stages, rewrite_publish_rule, rewrite_role, rewrite_workflow
from .comparing import is_same
from .documents import Document, get_document, get_documents, get_list
from .entries import find_references, rewrite_entry, rewrite_entry_variant
from .identity import IdentifiedModule, identify
from .releases import (
    GetVersion,
    close_release,
    rewrite_release,
    rewrite_release_items,
    rewrite_variant,
    rewrite_variant_group,
)
from .schemas import (
    SchemaName,
    SchemaOrder,
    empty_schema,
    expand_schema,
    omit_unknown_types,
    order_schemas,
    rewrite_schema,
)
from .settings import (
    order_folders,
    order_labels,
    order_locales,
    order_terms,
    rewrite_asset,
    rewrite_environment,
    rewrite_extension,
    rewrite_folder,
    rewrite_label,
    rewrite_locale,
    rewrite_settings,
    rewrite_taxonomy,
    rewrite_term,
    rewrite_webhook,
)
from .uids import IsToCome, Kind, Note, Reference, Rewritten, Uids, UidTable
from .waves import Waves, plan_waves

__all__ = [
    "SYSTEM_ROLES",
    "Document",
    "GetVersion",
    "IdentifiedModule",
    "IsToCome",
    "Kind",
    "Note",
    "Reference",
    "Rewritten",
    "SchemaName",
    "SchemaOrder",
    "UidTable",
    "Uids",
    "Waves",
    "close_release",
    "empty_schema",
    "omit_unknown_types",
    "expand_schema",
    "find_references",
    "get_document",
    "get_documents",
    "get_list",
    "identify",
    "is_same",
    "map_stages",
    "order_folders",
    "order_labels",
    "order_locales",
    "order_schemas",
    "order_terms",
    "plan_waves",
    "rewrite_asset",
    "rewrite_entry",
    "rewrite_entry_variant",
    "rewrite_environment",
    "rewrite_extension",
    "rewrite_folder",
    "rewrite_label",
    "rewrite_locale",
    "rewrite_publish_rule",
    "rewrite_release",
    "rewrite_release_items",
    "rewrite_role",
    "rewrite_schema",
    "rewrite_settings",
    "rewrite_taxonomy",
    "rewrite_term",
    "rewrite_variant",
    "rewrite_variant_group",
    "rewrite_webhook",
    "rewrite_workflow",
]
