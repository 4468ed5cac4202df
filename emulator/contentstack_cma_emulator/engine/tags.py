"""What the emulator knows about the tags of the description, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Subject:
    """A module of the rules of roles, or (`inside`) what its objects contain: the entries of a content type."""

    module: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag.

    Attributes:
        module: The name in the audit log and in events.
        noun: The name in the error for an invalid body.
        code: The `error_code` of that error.
        channel: The words of its channels, from wide to narrow. Empty for tags without a stack.
        parent: The path parameter that follows the first word.
        subjects: What operations need a right to; one of several is enough. Without any, everyone who works on the
            stack may call them: those on content check the rights to that content themselves.
        is_readable: Whether everyone who works on the stack may read.
        settings: The modules for which only built-in roles have rules.
        is_content: Whether roles limit locales, environments and fields.
    """

    module: str
    noun: str = "Request"
    code: int = 119
    channel: str = ""
    parent: str = ""
    subjects: tuple[Subject, ...] = ()
    is_readable: bool = False
    settings: tuple[str, ...] = ()
    is_content: bool = False


def make_setting_tag(channel: str, noun: str = "Request", code: int = 119, *, is_readable: bool = True) -> Tag:
    """Return the tag of settings, whose module is the singular of its channel."""
    module = channel.removesuffix("s")
    return Tag(module, noun, code, channel, subjects=(Subject(module),), is_readable=is_readable, settings=(module,))


ENTRY = (Subject("content_type", inside=True), Subject("entry"))
ASSET = (Subject("asset"), Subject("folder", inside=True))

TAGS: Mapping[str, Tag] = {
    "User session": Tag("user_session"),
    "Users": Tag("user"),
    "OAuth": Tag("oauth"),
    "Organizations": Tag("organization", "Organization"),
    "Teams": Tag("team", "Team"),
    "Content types": Tag("content_type", "Content Type", 115, "content_types", subjects=(Subject("content_type"),)),
    "Entries": Tag("entry", "Entry", 119, "content_types.entries", "content_type_uid", ENTRY, is_content=True),
    "Entry variants": Tag(
        "entry_variant",
        "Entry variant",
        119,
        "content_types.entries.variants",
        "content_type_uid",
        ENTRY,
        is_content=True,
    ),
    "Assets": Tag("asset", "Asset", channel="assets", subjects=ASSET, is_content=True),
    "Metadata": Tag("metadata", "Metadata", channel="metadata"),
    "Environments": Tag("environment", "Environment", channel="environments", subjects=(Subject("environment"),)),
    "Languages": Tag("locale", "Language", channel="locales", subjects=(Subject("locale"),)),
    "Branches": Tag("branch", "Branch", 903, "branches", subjects=(Subject("branch"),)),
    "Aliases": Tag("alias", "Branch alias", 903, "aliases", subjects=(Subject("branch_alias"),)),
    "Taxonomy": Tag("taxonomy", "Taxonomy", channel="taxonomies", subjects=(Subject("taxonomy"),)),
    "Terms": Tag("term", "Term", 119, "taxonomies.terms", "taxonomy_uid", (Subject("taxonomy", inside=True),)),
    "Bulk operations": Tag("bulk_operation", "Bulk operation", 141, "bulk_operations"),
    "Publish queue": Tag("publish_queue", channel="publish_queue"),
    "Tasks": Tag("task", channel="tasks"),
    "Stacks": Tag("stack", "Stack", channel="stacks"),
    "Global fields": make_setting_tag("global_fields", "Global Field", 115),
    "Labels": make_setting_tag("labels", "Label"),
    "Extensions": make_setting_tag("extensions", "Extension", 344),
    "Webhooks": make_setting_tag("webhooks", "Webhook", is_readable=False),
    "Workflows": make_setting_tag("workflows", "Workflow"),
    "Tokens": make_setting_tag("tokens", "Token", is_readable=False),
    "Releases": make_setting_tag("releases", "Release", 141),
    "Variants": make_setting_tag("variants", "Variant"),
    "Variant groups": make_setting_tag("variant_groups", "Variant Group"),
    "Audit log": make_setting_tag("audit_log", is_readable=False),
    "Roles": replace(make_setting_tag("roles", "Role"), settings=("stack_user", "role")),
}
"""By name. The rules of built-in roles list the settings in this order."""
