"""The handlers, one module per tag of the spec."""

from collections.abc import Mapping
from importlib import import_module

from contentstack_cma_emulator.engine import declared
from contentstack_cma_emulator.engine.kinds import INDEXED_FIELDS

MODULES = (
    "assets",
    "audit_logs",
    "branch_aliases",
    "branch_comparison",
    "branch_merging",
    "branches",
    "bulk_jobs",
    "bulk_operations",
    "bulk_release_items",
    "content_types",
    "delivery_tokens",
    "entries",
    "entry_publishing",
    "entry_variants",
    "environments",
    "extensions",
    "global_fields",
    "labels",
    "languages",
    "management_tokens",
    "metadata",
    "oauth",
    "organization_shares",
    "organizations",
    "publish_queue",
    "publish_rules",
    "release_deployment",
    "release_items",
    "releases",
    "roles",
    "stack_users",
    "stacks",
    "tasks",
    "taxonomies",
    "taxonomy_files",
    "taxonomy_publishing",
    "team_parts",
    "teams",
    "teams_v4",
    "term_tree",
    "terms",
    "user_session",
    "users",
    "variant_groups",
    "variants",
    "webhook_executions",
    "webhooks",
    "workflows",
)


def load_handlers() -> None:
    """Register the handlers, by importing their modules."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")


def load_indexed_fields() -> Mapping[str, tuple[str, ...] | None]:
    """Return the indexed fields of each kind of document; None means all fields."""
    load_handlers()
    return {**declared.LOOKUP_FIELDS, **INDEXED_FIELDS}
