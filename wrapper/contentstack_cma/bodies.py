"""Build the bodies of calls about entries, assets and extensions from keyword arguments. No I/O."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from contentstack_cma_client import models
from contentstack_cma_client.encoding import as_list, without_none
from contentstack_cma_client.model import Model
from contentstack_cma_client.types import UNSET, File, Unset

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

T = TypeVar("T")

ExtensionKind = Literal["field", "widget", "dashboard", "rte_plugin", "asset_sidebar_widget"]
DataType = Literal["text", "number", "isodate", "boolean", "json", "reference", "file"]
Width = Literal["half", "full"]
MergeStrategyName = Literal[
    "merge_prefer_base",
    "merge_prefer_compare",
    "overwrite_with_compare",
    "merge_new_only",
    "merge_modified_only_prefer_base",
    "merge_modified_only_prefer_compare",
    "ignore",
]
_MOST_SHOWN = 20
"""How many names an error lists."""

AssetField = Literal["user_defined_fields", "embedded", "ai_suggested", "visual_markups"]


def unset_if_none(value: T | None) -> T | Unset:
    """Return `value`, or `UNSET` for None, so that nothing is sent."""
    return UNSET if value is None else value


def check_names(names: Iterable[str], parameter: str) -> list[str]:
    """Return names as a list.

    Raises:
        TypeError: `names` is a string, which would be split into letters.
        ValueError: `names` is empty.
    """
    if isinstance(names, str):
        raise TypeError(f"{parameter} must be a list of strings, not a string: use [{names!r}]")
    listed = list(names)
    if not listed:
        raise ValueError(f"{parameter} must not be empty")
    return listed


def require_known(names: Iterable[str], known: Collection[str], kind: str) -> None:
    """Check that a stack has everything that is named.

    Raises:
        ValueError: It does not have one.
    """
    for name in names:
        if name not in known:
            raise ValueError(f"the stack has no {kind} {name!r}{suggest(name, known)}")


def suggest(name: str, known: Collection[str]) -> str:
    """Return the end of a message about an unknown name: which ones are similar, or which there are."""
    from difflib import get_close_matches

    if near := get_close_matches(name, known, 3):
        return f": did you mean {' or '.join(map(repr, near))}?"
    shown = [*map(repr, sorted(known)[:_MOST_SHOWN]), *(["…"] if len(known) > _MOST_SHOWN else [])]
    return f"; it has {', '.join(shown) or 'none'}"


class EntryPublishing(TypedDict):
    """The arguments with which an entry is published or unpublished."""

    body: models.PublishEntryRequestDict
    locale: str | None
    api_version: Literal["3.2"] | None


def build_entry_publishing(
    environments: Iterable[str],
    locales: Iterable[str],
    *,
    locale: str | None,
    version: int | None,
    scheduled_at: datetime | str | None,
    variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None,
    variant_rules: models.VariantPublishRules | Mapping[str, Any] | None,
    approvals: bool | None,
    nested: bool,
) -> EntryPublishing:
    """Return the arguments to publish or unpublish an entry. Nested publishing and variants need API version 3.2."""
    target = {
        "environments": as_list(environments, "environments"),
        "locales": as_list(locales, "locales"),
        "variants": as_list(variants, "variants"),
        "variant_rules": variant_rules,
    }
    body = {
        "entry": without_none(target),
        "locale": locale,
        "version": version,
        "scheduled_at": scheduled_at,
        "rules": None if approvals is None else {"approvals": approvals},
    }
    newer = nested or variants is not None or variant_rules is not None
    return {"body": without_none(body), "locale": locale, "api_version": "3.2" if newer else None}


def build_stage_change(
    stage_uid: str,
    *,
    comment: str | None,
    due_date: date | str | None,
    notify: bool | None,
    assigned_to: Iterable[models.AssigneeInput | Mapping[str, Any]] | None,
    assigned_by_roles: Iterable[models.RoleAssigneeInput | Mapping[str, Any]] | None,
) -> models.EntryWorkflowRequest:
    """Return the body to move an entry to a workflow stage."""
    people: dict[str, Any] = {
        "assigned_to": None if assigned_to is None else [_to_mapping(user) for user in assigned_to],
        "assigned_by_roles": None if assigned_by_roles is None else [_to_mapping(role) for role in assigned_by_roles],
    }
    stage: dict[str, Any] = {
        "uid": stage_uid,
        "comment": comment,
        "due_date": _format_due_date(due_date) if isinstance(due_date, date) else due_date,
        "notify": notify,
        **people,
    }
    present = {key: value for key, value in stage.items() if value is not None}
    return models.EntryWorkflowRequest(
        workflow=models.EntryWorkflowInput(workflow_stage=models.WorkflowStageInput.from_dict(present))
    )


def _format_due_date(day: date) -> str:
    """Return a date in the API's form, `Thu Dec 01 2018`, whatever the locale of the machine."""
    name, month, number, _, year = day.ctime().split()
    return f"{name} {month} {number:0>2} {year}"


def build_upload_body(
    file: File,
    *,
    title: str | None,
    description: str | None,
    tags: Sequence[str] | None,
    parent_uid: str | None,
) -> models.UploadAssetRequest:
    """Return the body to upload an asset."""
    return models.UploadAssetRequest(
        upload=file,
        title=unset_if_none(title),
        description=unset_if_none(description),
        tags=unset_if_none(join_tags(tags)),
        parent_uid=unset_if_none(parent_uid),
    )


def build_replacement_body(upload: models.UploadAssetRequest) -> models.ReplaceAssetRequest:
    """Return the body to replace the file of an asset."""
    return models.ReplaceAssetRequest.from_dict(upload.to_dict())


def build_extension_upload(
    file: File,
    *,
    title: str,
    type_: models.ExtensionType | ExtensionKind,
    data_type: models.ExtensionDataType | DataType | None,
    tags: Sequence[str] | None,
    multiple: bool | None,
    scope: models.ExtensionScopeInput | models.ExtensionScope | Mapping[str, Any] | None,
    enable: bool | None,
    default_width: models.ExtensionWidth | Width | None,
) -> models.UploadExtensionRequest:
    """Return the body to upload an extension."""
    return models.UploadExtensionRequest(
        upload=file,
        title=title,
        type_=models.ExtensionType(type_),
        data_type=UNSET if data_type is None else models.ExtensionDataType(data_type),
        tags=unset_if_none(join_tags(tags)),
        multiple=unset_if_none(multiple),
        scope=UNSET if scope is None else models.ExtensionScopeInput.from_dict(_to_mapping(scope)),
        enable=unset_if_none(enable),
        default_width=UNSET if default_width is None else models.ExtensionWidth(default_width),
    )


def join_tags(tags: Sequence[str] | None) -> str | None:
    """Return tags as a form field: separated by commas, empty for no tags.

    Raises:
        TypeError: `tags` is a string, which would be split into letters.
        ValueError: A tag contains a comma, which would split it.
    """
    if tags is None or not tags:
        return None if tags is None else ""
    listed = check_names(tags, "tags")
    if broken := [tag for tag in listed if "," in tag]:
        raise ValueError(f"a tag must not contain a comma: {broken[0]!r}")
    return ",".join(listed)


def _to_mapping(value: Model | Mapping[str, Any]) -> dict[str, Any]:
    """Return a model or a mapping as a dict."""
    return value.to_dict() if isinstance(value, Model) else dict(value)
