"""The kinds of documents in the store. Schemas and content belong to a branch unless it says otherwise.

`version` 0 is what something is now; under every other version lies what it was then, with the version's name.
"""

from collections.abc import Mapping

ORGANIZATION = "organization"
USER = "user"

ORGANIZATION_ROLE = "organization_role"
SHARE = "organization_share"
TEAM = "team"
"""The organization is the `parent` of its roles, shares and teams."""

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
"""The webhook is the `parent`."""

CONTENT_TYPE = "content_type"
GLOBAL_FIELD = "global_field"
DELETED_GLOBAL_FIELD = "deleted_global_field"
"""What a global field was when it was deleted last, in all its versions."""

ENTRY = "entry"
"""The content type's uid is the `parent`, and there is one document for each `locale`."""

ASSET = "asset"
"""Folders too: their `is_dir` is true."""

PUBLISHING = "publishing"
"""Where an entry or an asset is published, under its uid; `parent` is the content type, `sys_assets` for assets."""

WORKFLOW = "workflow"
"""Shared by all branches; each workflow names those it is for."""

ASSIGNMENT = "assignment"
"""A task about an `entry`, whose content type is the `parent`; `assigned_to` are the users who have it."""

PUBLISH_REQUEST = "publish_request"
"""What became of the wish to publish an `entry` under a publish rule; its content type is the `parent`."""

ABOUT_ENTRIES = (ASSIGNMENT, PUBLISH_REQUEST)
"""Documents that go with the entry they are about."""

PUBLISH_RULE = "publish_rule"
"""Shared by all branches, as workflows are."""

TAXONOMY = "taxonomy"
"""All branches of a stack share them."""

TERM = "term"
"""The taxonomy's uid is the `parent`. All branches of a stack share them."""

VARIANT_GROUP = "variant_group"
"""Shared by all branches, and so are the variants in it."""

VARIANT = "variant"
"""Its group is the `parent`, which is empty where it is in none."""

ENTRY_VARIANT = "entry_variant"
"""What the variant with this uid changes in an entry, which is the `parent`: `content_type/entry`."""

INDEXED: Mapping[str, tuple[str, ...] | None] = {
    ENTRY: None,
    ASSET: None,
    CONTENT_TYPE: ("uid", "title"),
    GLOBAL_FIELD: ("uid", "title"),
    TERM: ("uid", "parent_uid"),
}
"""What is found by its values too: by all, or by those of some fields."""
