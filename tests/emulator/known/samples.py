"""Payloads that were recorded or documented, by the operation whose response they are."""

from typing import Any

from tests.contract.support.known_operations import Sample, read_samples

Json = Any

OF_GROUP: dict[str, tuple[str, str]] = {
    "entry_variants": ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/variants/{variant_uid}", "entry"),
    "asset_folders": ("GET /v3/assets/folders/{folder_uid}", "asset"),
    "assets": ("GET /v3/assets/{asset_uid}", "asset"),
    "branches": ("GET /v3/stacks/branches/{branch_uid}", "branch"),
    "bulk_jobs": ("GET /v3/bulk/jobs/{job_id}", ""),
    "content_types": ("GET /v3/content_types/{content_type_uid}", ""),
    "entries": ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}", "entry"),
    "environments": ("GET /v3/environments/{environment_name}", "environment"),
    "extensions": ("GET /v3/extensions/{extension_uid}", "extension"),
    "global_fields": ("GET /v3/global_fields/{global_field_uid}", "global_field"),
    "labels": ("GET /v3/labels/{label_uid}", "label"),
    "locales": ("GET /v3/locales/{code}", "locale"),
    "oauth_token": ("POST /token", ""),
    "organizations": ("GET /v3/organizations/{organization_uid}", ""),
    "publish_queue": ("GET /v3/publish-queue", ""),
    "releases": ("GET /v3/releases/{release_uid}", ""),
    "roles": ("GET /v3/roles/{role_uid}", "role"),
    "stack_settings": ("GET /v3/stacks/settings", "stack_settings"),
    "stacks": ("GET /v3/stacks", "stack"),
    "teams": ("GET /v3/organizations/{organization_uid}/teams/{team_uid}", ""),
    "webhooks": ("GET /v3/webhooks/{webhook_uid}", "webhook"),
    "workflows": ("GET /v3/workflows/{workflow_uid}", "workflow"),
}
"""The operation that returns a payload of a group, and the key that holds it there."""

OF_FILE: dict[str, tuple[str, str]] = {
    "branch_compare/1.json": ("GET /v3/stacks/branches_compare/global_fields", ""),
    "branch_merge/1.json": ("POST /v3/stacks/branches_merge", ""),
    "branch_merge/2.json": ("GET /v3/stacks/branches_queue", ""),
    "variant_groups/1.json": ("GET /v3/variant_groups", ""),
    "variant_groups/2.json": ("PUT /v3/variant_groups/{variant_group_uid}/variants", ""),
    "bulk_jobs/2.json": ("GET /v3/bulk/jobs/{job_id}/items", ""),
    "bulk_jobs/3.json": ("GET /v3/bulk/jobs", ""),
    "content_types/1.json": ("POST /v3/content_types", ""),
    "content_types/3.json": ("PUT /v3/content_types/{content_type_uid}", ""),
    "content_types/4.json": ("DELETE /v3/content_types/{content_type_uid}", ""),
    "content_types/5.json": ("GET /v3/content_types", ""),
    "releases/2.json": ("POST /v3/releases/{release_uid}/item", ""),
    "taxonomies/1.json": ("GET /v3/taxonomies/{taxonomy_uid}/export", ""),
    "taxonomies/2.json": ("GET /v3/taxonomies/{taxonomy_uid}/export", ""),
    "taxonomies/3.json": ("GET /v3/taxonomies/{taxonomy_uid}/export", ""),
    "taxonomies/4.json": ("GET /v3/taxonomies/{taxonomy_uid}/export", ""),
    "taxonomies/5.json": ("GET /v3/taxonomies/{taxonomy_uid}", "taxonomy"),
    "taxonomies/6.json": ("GET /v3/taxonomies/{taxonomy_uid}", "taxonomy"),
}
"""Payloads of a group that are responses of another operation."""

EXPORTED = ("stackHeaders", "urlPath")
"""What a client adds to what it reads, before it writes that into files."""

OWN = {"ACL", "uid", "title", "locale", "tags", "publish_details"}
"""The keys of entries that do not come from their content type, besides those with an underscore."""


def find_samples() -> list[tuple[str, str, Sample]]:
    """Return the samples that stand for a response: the operation, the key in it, and the sample."""
    found = [(OF_FILE.get(sample.file) or OF_GROUP.get(sample.group), sample) for sample in read_samples()]
    return [(*place, sample) for place, sample in found if place and sample.strength != "mock"]


def read_payload(sample: Sample) -> Json:
    """Return what a server sent: the keys that a client has added are gone, of entries also what is theirs alone."""
    sent = {name: value for name, value in sample.payload.items() if name not in EXPORTED}
    if sample.group not in ("entries", "entry_variants"):
        return sent
    return {name: value for name, value in sent.items() if name in OWN or name.startswith("_")}
