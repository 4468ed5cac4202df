"""The resources that an import handles alike: what they are called, and how they are turned into payloads. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from .checkpoint import Match, Step
from .mapping import (
    SYSTEM_ROLES,
    Document,
    IdentifiedModule,
    Kind,
    Rewritten,
    Uids,
    map_stages,
    order_labels,
    order_locales,
    rewrite_environment,
    rewrite_extension,
    rewrite_label,
    rewrite_locale,
    rewrite_publish_rule,
    rewrite_release,
    rewrite_role,
    rewrite_variant_group,
    rewrite_webhook,
    rewrite_workflow,
)
from .modules import Module
from .options import ImportOptions


def _order_as_exported(documents: Sequence[Document]) -> Sequence[Document]:
    return documents


def _match_nothing(source: Document, target: Document) -> Mapping[str, str]:
    del source, target
    return {}


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type of resources.

    Attributes:
        module: The module.
        step: The part of the import.
        kind: What their uids are of.
        identified: What says that two of them are the same.
        rewrite: Returns the payload of one.
        key: What names one in calls.
        order: Returns them so that each comes after what it refers to.
        must_be_ordered: Whether one may refer to others, so that they are created one after the other.
        match_stages: Returns the uids of the stages that are part of one.
        late_step: The step that writes what refers to these parts, once they have uids.
        unchangeable: Names of those that every stack has.
        kept: Keys of which an update leaves the value that the target has.
        is_referred: Whether others refer to them by a uid, so that they are found by name if they are not imported.
    """

    module: Module
    step: Step
    kind: Kind
    identified: IdentifiedModule
    rewrite: Callable[[Document, Uids], Rewritten]
    key: Literal["uid", "name", "code"] = "uid"
    order: Callable[[Sequence[Document]], Sequence[Document]] = _order_as_exported
    must_be_ordered: bool = False
    match_stages: Callable[[Document, Document], Mapping[str, str]] = _match_nothing
    late_step: Step | None = None
    unchangeable: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    is_referred: bool = False

    def get_name(self, document: Document) -> str:
        """Return what people call one."""
        return str(document.get("name") or document.get("title") or document.get("code") or document["uid"])

    def match(self, source: Document, target: Document) -> tuple[Match, ...]:
        """Return the uids of one and of its parts."""
        own = Match(self.kind, str(source["uid"]), str(target["uid"]))
        stages = self.match_stages(source, target)
        return (own, *(Match("stage", before, after) for before, after in stages.items()))


def _ignore_uids(rewrite: Callable[[Document], Rewritten]) -> Callable[[Document, Uids], Rewritten]:
    return lambda document, _uids: rewrite(document)


LOCALES = ResourceType(
    "locales",
    "locales",
    "locale",
    "locales",
    _ignore_uids(rewrite_locale),
    key="code",
    order=order_locales,
    must_be_ordered=True,
    is_referred=True,
)
ENVIRONMENTS = ResourceType(
    "environments",
    "environments",
    "environment",
    "environments",
    _ignore_uids(rewrite_environment),
    key="name",
    is_referred=True,
)
EXTENSIONS = ResourceType("extensions", "extensions", "extension", "extensions", rewrite_extension, is_referred=True)
ROLES = ResourceType("roles", "roles", "role", "roles", rewrite_role, unchangeable=SYSTEM_ROLES, is_referred=True)
WORKFLOWS = ResourceType(
    "workflows",
    "workflows",
    "workflow",
    "workflows",
    rewrite_workflow,
    match_stages=map_stages,
    late_step="workflow stages",
    is_referred=True,
)
PUBLISH_RULES = ResourceType("publish_rules", "publish rules", "publish_rule", "publish_rules", rewrite_publish_rule)
LABELS = ResourceType("labels", "labels", "label", "labels", rewrite_label, order=order_labels, must_be_ordered=True)
WEBHOOKS = ResourceType("webhooks", "webhooks", "webhook", "webhooks", rewrite_webhook, kept=frozenset({"disabled"}))
VARIANT_GROUPS = ResourceType(
    "variants", "variant groups", "variant_group", "variant_groups", _ignore_uids(rewrite_variant_group)
)
RELEASES = ResourceType("releases", "releases", "release", "releases", _ignore_uids(rewrite_release))


def build_locales(source: str | None, target: str | None) -> ResourceType:
    """Return the type of locales for a target that may have another master locale.

    There the master locale of the source is one of the others. As only the master locale can be the fallback of others,
    that of the target takes its place.

    Args:
        source: Code of the master locale of the source.
        target: Code of the master locale of the target.
    """
    unchangeable = frozenset(code for code in (source, target) if code is not None)
    if source == target or target is None:
        return replace(LOCALES, unchangeable=unchangeable)

    def rewrite(locale: Document, _uids: Uids) -> Rewritten:
        written = rewrite_locale(locale)
        if written.fields.get("fallback_locale") in {None, source}:
            return replace(written, fields={**written.fields, "fallback_locale": target})
        return written

    return replace(LOCALES, rewrite=rewrite, unchangeable=unchangeable)


def choose_webhooks(options: ImportOptions) -> ResourceType:
    """Return the type of webhooks that arrive as the options say."""
    if options.webhooks == "disabled":
        return WEBHOOKS
    return replace(WEBHOOKS, rewrite=partial(rewrite_webhook, keep_enabled=True), kept=frozenset())
