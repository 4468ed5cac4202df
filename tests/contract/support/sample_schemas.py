"""The schema of each group of samples."""

SCHEMA_OF_GROUP: dict[str, str] = {
    "asset_folders": "AssetFolder",
    "assets": "Asset",
    "audit_logs": "AuditLogResponse",
    "branches": "Branch",
    "entries": "Entry",
    "entry_variants": "Entry",
    "environments": "Environment",
    "errors": "ErrorBody",
    "extensions": "Extension",
    "global_fields": "GlobalField",
    "labels": "Label",
    "locales": "Locale",
    "oauth_token": "OAuthToken",
    "organizations": "OrganizationResponse",
    "publish_queue": "PublishQueueListResponse",
    "releases": "ReleaseResponse",
    "roles": "Role",
    "stack_settings": "StackSettings",
    "stacks": "Stack",
    "teams": "Team",
    "users": "UserResponse",
    "webhook_executions": "WebhookExecutionListResponse",
    "webhooks": "Webhook",
    "workflows": "Workflow",
}

SCHEMA_OF_FILE: dict[str, str] = {
    "branch_compare/1.json": "BranchComparisonResponse",
    "branch_compare/2.json": "BranchItemComparisonResponse",
    "branch_merge/1.json": "MergeJob",
    "branch_merge/2.json": "MergeJobListResponse",
    "bulk_jobs/1.json": "BulkJob",
    "bulk_jobs/2.json": "BulkJobItemListResponse",
    "bulk_jobs/3.json": "BulkTaskListResponse",
    "content_types/1.json": "ContentTypeResponse",
    "content_types/2.json": "ContentTypeResponse",
    "content_types/3.json": "ContentTypeResponse",
    "content_types/4.json": "NoticeResponse",
    "content_types/5.json": "ContentTypeListResponse",
    "taxonomies/1.json": "TaxonomyExport",
    "taxonomies/2.json": "TaxonomyExport",
    "taxonomies/3.json": "TaxonomyExport",
    "taxonomies/4.json": "TaxonomyExport",
    "taxonomies/5.json": "Taxonomy",
    "taxonomies/6.json": "Taxonomy",
    "variant_groups/1.json": "VariantGroupListResponse",
    "variant_groups/2.json": "VariantGroup",
}
"""Samples of a group whose payloads are of several kinds."""


def find_schema(file: str, group: str) -> str | None:
    """Name of the schema that a sample is a payload of, or None if no table has it."""
    return SCHEMA_OF_FILE.get(file) or SCHEMA_OF_GROUP.get(group)
