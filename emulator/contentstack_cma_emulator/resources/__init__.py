"""The handlers, one module per tag of the description."""

from collections.abc import Mapping
from importlib import import_module

from contentstack_cma_emulator.engine import declared
from contentstack_cma_emulator.engine.kinds import INDEXED

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
    """Import the modules, which registers their handlers."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")


def indexed_fields() -> Mapping[str, tuple[str, ...] | None]:
    """Return the kinds that are found by the values of some fields, or (None) of all."""
    load_handlers()
    return {**declared.INDEXED, **INDEXED}
