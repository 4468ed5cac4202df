"""Bodies of the calls on entries, assets and extensions, from plain arguments. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar, cast

from contentstack_cma_client import models
from contentstack_cma_client.dates import format_datetime
from contentstack_cma_client.json_codec import dumps
from contentstack_cma_client.model import Model
from contentstack_cma_client.types import UNSET, File, Unset

T = TypeVar("T")

ExtensionKind = Literal["field", "widget", "dashboard", "rte_plugin", "asset_sidebar_widget"]
DataType = Literal["text", "number", "isodate", "boolean", "json", "reference", "file"]
Width = Literal["half", "full"]
AssetField = Literal["user_defined_fields", "embedded", "ai_suggested", "visual_markups"]

_SYSTEM_KEYS = frozenset(
    {
        "ACL",
        "_asset_scan_status",
        "_branch",
        "_embedded_items",
        "_in_progress",
        "_rules",
        "_variant",
        "_version",
        "_workflow",
        "app_user_object_uid",
        "content_type_uid",
        "created_at",
        "created_by",
        "deleted_at",
        "locale",
        "publish_details",
        "stackHeaders",
        "uid",
        "updated_at",
        "updated_by",
        "urlPath",
    }
)
"""Keys of an entry that the server sets."""

_ASSET_KEYS = frozenset({"content_type", "file_size", "filename", "is_dir", "uid", "url"})
_REFERENCE_KEYS = ("uid", "_content_type_uid")


def given(value: T | None) -> T | Unset:
    """None means in an argument that nothing is sent."""
    return UNSET if value is None else value


def written(entry: Mapping[str, Any] | models.Entry) -> Mapping[str, Any]:
    """An entry as one sends it. A mapping is sent as it stands.

    An `Entry` that was read becomes what the server takes: without the keys that the server sets; assets, which are
    read whole, by their uid; entries that were read along with a reference by uid and content type.
    """
    if not isinstance(entry, models.Entry):
        return entry
    return {key: _written_value(value) for key, value in entry.to_dict().items() if key not in _SYSTEM_KEYS}


def _written_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_written_value(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    if fields.keys() >= _ASSET_KEYS:
        return fields["uid"]
    if all(key in fields for key in _REFERENCE_KEYS):
        return {key: fields[key] for key in _REFERENCE_KEYS}
    return {key: _written_value(item) for key, item in fields.items()}


def several(names: Iterable[str], parameter: str) -> list[str]:
    """A list of names to send.

    Raises:
        TypeError: It is one text, which would be taken letter by letter.
        ValueError: There is none.
    """
    if isinstance(names, str):
        raise TypeError(f"{parameter} must be a list of text, not one text")
    listed = list(names)
    if not listed:
        raise ValueError(f"{parameter} must not be empty")
    return listed


def moment(scheduled_at: datetime | None) -> datetime | None:
    """When to publish.

    Raises:
        ValueError: It has no time zone, so it names no moment.
    """
    if scheduled_at is not None:
        format_datetime(scheduled_at)
    return scheduled_at


def entry_publishing(
    environments: Iterable[str],
    locales: Iterable[str],
    *,
    locale: str | None,
    version: int | None,
    scheduled_at: datetime | None,
    variants: Iterable[models.VariantPublishInput | Mapping[str, Any]] | None,
    variant_rules: models.VariantPublishRules | Mapping[str, Any] | None,
    approvals: bool | None,
) -> models.PublishEntryRequest:
    """The body that publishes or unpublishes an entry."""
    chosen = None if variants is None else [_modelled(models.VariantPublishInput, variant) for variant in variants]
    rules = None if variant_rules is None else _modelled(models.VariantPublishRules, variant_rules)
    return models.PublishEntryRequest(
        entry=models.EntryPublishTarget(
            environments=several(environments, "environments"),
            locales=several(locales, "locales"),
            variants=given(chosen),
            variant_rules=given(rules),
        ),
        locale=given(locale),
        version=given(version),
        scheduled_at=given(moment(scheduled_at)),
        rules=UNSET if approvals is None else models.PublishRulesInput(approvals=approvals),
    )


def publish_version(nested: bool, *of_variants: object) -> Literal["3.2"] | None:  # noqa: FBT001 - the caller's own flag
    """The `api_version` that publishing needs: a later one for what an entry refers to, and for its variants."""
    return "3.2" if nested or any(value is not None for value in of_variants) else None


def asset_publishing(
    environments: Iterable[str], locales: Iterable[str], *, version: int | None, scheduled_at: datetime | None
) -> models.PublishAssetRequest:
    """The body that publishes or unpublishes an asset."""
    return models.PublishAssetRequest(
        asset=models.AssetPublishTarget(
            environments=several(environments, "environments"), locales=several(locales, "locales")
        ),
        version=given(version),
        scheduled_at=given(moment(scheduled_at)),
    )


def stage_change(
    stage_uid: str,
    *,
    comment: str | None,
    due_date: date | str | None,
    notify: bool | None,
    assigned_to: Iterable[models.AssigneeInput | Mapping[str, Any]] | None,
    assigned_by_roles: Iterable[models.RoleAssigneeInput | Mapping[str, Any]] | None,
) -> models.EntryWorkflowRequest:
    """The body that moves an entry to a workflow stage."""
    people: dict[str, Any] = {
        "assigned_to": None if assigned_to is None else [_plain(user) for user in assigned_to],
        "assigned_by_roles": None if assigned_by_roles is None else [_plain(role) for role in assigned_by_roles],
    }
    stage: dict[str, Any] = {
        "uid": stage_uid,
        "comment": comment,
        "due_date": _due(due_date) if isinstance(due_date, date) else due_date,
        "notify": notify,
        **people,
    }
    present = {key: value for key, value in stage.items() if value is not None}
    return models.EntryWorkflowRequest(
        workflow=models.EntryWorkflowInput(workflow_stage=models.WorkflowStageInput.from_dict(present))
    )


def _due(day: date) -> str:
    """`Thu Dec 01 2018`: the API's form, whatever the language of the computer."""
    name, month, number, _, year = day.ctime().split()
    return f"{name} {month} {number:0>2} {year}"


def upload_body(
    file: File,
    *,
    title: str | None,
    description: str | None,
    tags: Sequence[str] | None,
    parent_uid: str | None,
) -> models.UploadAssetRequest:
    """The body that uploads an asset."""
    return models.UploadAssetRequest(
        upload=file,
        title=given(title),
        description=given(description),
        tags=given(joined_tags(tags)),
        parent_uid=given(parent_uid),
    )


def replacement_body(upload: models.UploadAssetRequest) -> models.ReplaceAssetRequest:
    """The same, put in the place of an asset's file."""
    return models.ReplaceAssetRequest.from_dict(upload.to_dict())


def extension_upload(
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
    """The body that uploads an extension."""
    return models.UploadExtensionRequest(
        upload=file,
        title=title,
        type_=models.ExtensionType(type_),
        data_type=UNSET if data_type is None else models.ExtensionDataType(data_type),
        tags=given(joined_tags(tags)),
        multiple=given(multiple),
        scope=UNSET if scope is None else models.ExtensionScopeInput.from_dict(_plain(scope)),
        enable=given(enable),
        default_width=UNSET if default_width is None else models.ExtensionWidth(default_width),
    )


def joined_tags(tags: Sequence[str] | None) -> str | None:
    """Tags in the form of a form: separated by commas; empty to have none.

    Raises:
        TypeError: It is one text, which would be taken letter by letter.
        ValueError: A tag holds a comma and would become two.
    """
    if tags is None or not tags:
        return None if tags is None else ""
    listed = several(tags, "tags")
    if broken := [tag for tag in listed if "," in tag]:
        raise ValueError(f"a tag must not hold a comma: {broken[0]!r}")
    return ",".join(listed)


def json_source(source: T | Mapping[str, Any] | Model) -> T | bytes:
    """What to import: a mapping, or a model that was exported, becomes the JSON file that it stands for."""
    if isinstance(source, (Mapping, Model)):
        return dumps(cast("Mapping[str, Any] | Model", source))
    return source


def _plain(value: Model | Mapping[str, Any]) -> dict[str, Any]:
    """Return a model or a mapping as the mapping that is sent."""
    return value.to_dict() if isinstance(value, Model) else dict(value)


M = TypeVar("M", bound=Model)


def _modelled(model: type[M], value: M | Mapping[str, Any]) -> M:
    return model.from_dict(value) if isinstance(value, Mapping) else value
