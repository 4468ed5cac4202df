"""The kinds of documents in the store. Schemas and content belong to a branch unless noted otherwise.

`version` 0 is the current document. Every other version has its earlier state and the name of the version.
"""

from collections.abc import Mapping

ORGANIZATION = "organization"
USER = "user"

ORGANIZATION_ROLE = "organization_role"
SHARE = "organization_share"
TEAM = "team"
"""`parent` is the organization."""

STACK = "stack"
ROLE = "role"
COLLABORATOR = "collaborator"
ENVIRONMENT = "environment"
"""Shared by all branches of a stack."""

LOCALE = "locale"
BRANCH = "branch"
BRANCH_ALIAS = "branch_alias"
"""Not documents: an alias is stored in the branch that it points to. References name aliases by this kind."""

WEBHOOK = "webhook"
EXECUTION = "webhook_execution"
"""`parent` is the webhook."""

CONTENT_TYPE = "content_type"
GLOBAL_FIELD = "global_field"
DELETED_GLOBAL_FIELD = "deleted_global_field"
"""All versions of a global field, as they were when it was last deleted."""

ENTRY = "entry"
"""`parent` is the uid of the content type. There is one document per `locale`."""

ASSET = "asset"
"""Assets and folders, whose `is_dir` is true."""

PUBLISHING = "publishing"
"""Where the entry or asset with this uid is published. `parent` is the content type, or `sys_assets`."""

WORKFLOW = "workflow"
"""Shared by all branches. A workflow lists the branches that it applies to."""

ASSIGNMENT = "assignment"
"""A task for an `entry`, assigned to the users in `assigned_to`. `parent` is the content type."""

PUBLISH_REQUEST = "publish_request"
"""A request to publish an `entry` under a publish rule. `parent` is the content type."""

ABOUT_ENTRIES = (ASSIGNMENT, PUBLISH_REQUEST)
"""Documents that are deleted with their entry."""

PUBLISH_RULE = "publish_rule"
"""Shared by all branches, like workflows."""

TAXONOMY = "taxonomy"
"""Shared by all branches."""

TERM = "term"
"""Shared by all branches. `parent` is the uid of the taxonomy."""

VARIANT_GROUP = "variant_group"
"""Shared by all branches, as are its variants."""

VARIANT = "variant"
"""`parent` is the uid of its group, or empty."""

ENTRY_VARIANT = "entry_variant"
"""What the variant with this uid changes in an entry. `parent` is `content_type/entry`."""

INDEXED_FIELDS: Mapping[str, tuple[str, ...] | None] = {
    ENTRY: None,
    ASSET: None,
    CONTENT_TYPE: ("uid", "title"),
    GLOBAL_FIELD: ("uid", "title"),
    TERM: ("uid", "parent_uid"),
}
"""The fields in the index of values, by kind. None is all fields."""
