"""Where the description differs from `facts/operations.json` on purpose. Each row says why, and must be needed."""

NOT_DESCRIBED: dict[str, str] = {
    "GET /#!/apps/{app_id}/authorize": "a page for a browser, not a call: the fragment never reaches a server",
}
"""Known operations that the description leaves out."""

DOUBTFUL: dict[str, str] = {
    "PUT /v3/releases/{release_uid}/items/move": "sources disagree on the method of this call; the other is POST",
}
"""Operations that a single source has, and the description all the same."""

TAGGED_OTHERWISE: dict[str, str] = {
    "POST /v3/content_types/{content_type_uid}/entries/{entry_uid}/workflow": "it changes an entry, not a workflow",
}
"""Operations that the description files under another tag than their source."""

API_KEY_OPTIONAL: dict[str, str] = {
    "GET /v3/user/assignments": "only the reference demands one; a task names its stack",
}
"""Operations that a source calls with an API key, and the description without one too."""

_IN_REFERENCE = "the API's own page of June 2026 names it"
_IN_ITS_ADDRESS = "the API's own page has it in the address of the call"
_READ_LATER = "a second reading of the public sources, in November 2026, found it"

LATER_FACTS: dict[tuple[str, str], str] = {
    ("GET /v3/publish-queue", "count"): "the API's own page on the queue names it among the queries",
    ("GET /v3/stacks/branches/{branch_uid}", "include_settings"): "the official command line reads settings with it",
    ("GET /v3/stacks/branches_compare/content_types/{content_type_uid}", "include_schemas"): _IN_ITS_ADDRESS,
    ("GET /v3/stacks/branches_compare/global_fields/{global_field_uid}", "include_schemas"): _IN_ITS_ADDRESS,
    ("GET /v3/stacks/branches_queue", "uid"): "the official command line looks for a job with it",
    ("PUT /v3/releases/{release_uid}", "branch"): "the API's own page on locking a release, which is this call, has it",
    ("GET /v3/webhooks", "asc"): "a client documents it for this call",
    ("GET /v3/webhooks", "desc"): "a client documents it for this call",
    ("GET /v3/webhooks", "include_count"): "a client documents it for this call",
    ("GET /v3/webhooks", "skip"): "a client documents it for this call",
    ("GET /v3/webhooks/{webhook_uid}/executions", "skip"): "a client documents it for this call",
    ("GET /v3/workflows", "include_count"): "a client documents it for this call",
    ("GET /v3/workflows/publishing_rules", "skip"): "a client documents it for this call",
    ("GET /v3/labels", "query"): _IN_REFERENCE,
    ("GET /v3/metadata/{metadata_uid}", "include_publish_details"): _IN_REFERENCE,
    ("POST /v3/metadata/{metadata_uid}/publish", "include_publish_details"): _IN_REFERENCE,
    ("GET /v3/taxonomies/{taxonomy_uid}/export", "branch"): _IN_REFERENCE,
    ("GET /v3/taxonomies/{taxonomy_uid}/export", "locale"): _IN_REFERENCE,
    ("POST /v3/taxonomies/import", "locale"): _IN_REFERENCE,
    ("GET /v3/taxonomies/$all/terms", "include_fallback"): _IN_REFERENCE,
    ("GET /v3/taxonomies/$all/terms", "locale"): _IN_REFERENCE,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/versions", "include_updated_at"): _READ_LATER,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/versions", "include_updated_by"): _READ_LATER,
    ("GET /v3/assets/{asset_uid}/versions", "include_updated_at"): _READ_LATER,
    ("GET /v3/assets/{asset_uid}/versions", "include_updated_by"): _READ_LATER,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/references", "include_count"): _READ_LATER,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/references", "include_publish_details"): _READ_LATER,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/references", "deleted"): _READ_LATER,
    ("GET /v3/assets/{asset_uid}/references", "deleted"): _READ_LATER,
    ("GET /v3/global_fields", "version"): _READ_LATER,
    ("GET /v3/global_fields", "deleted"): _READ_LATER,
    ("GET /v3/global_fields", "include_global_fields"): _READ_LATER,
    ("GET /v3/global_fields", "include_content_types"): _READ_LATER,
    ("GET /v3/global_fields/{global_field_uid}", "version"): _READ_LATER,
    ("GET /v3/global_fields/{global_field_uid}", "deleted"): _READ_LATER,
    ("GET /v3/global_fields/{global_field_uid}", "include_global_fields"): _READ_LATER,
    ("GET /v3/global_fields/{global_field_uid}", "include_content_types"): _READ_LATER,
    ("GET /v3/global_fields/{global_field_uid}", "include_global_field_schema"): _READ_LATER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms", "include_terms_count"): _READ_LATER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}", "include_terms_count"): _READ_LATER,
    ("GET /v3/stacks/accept_ownership/{ownership_token}", "api_key"): _READ_LATER,
}
"""Parameters, by operation and name, that a source beyond `operations.json` names."""

_IN_QUERY = "one client sends it as a header; the API's own page and the others have it in the query"
_IN_HEADER = "one client sends it in the query; the API's own page has it as a header, as for every other call"
_TO_DELETE_ALL = "the copy in one locale is removed without it"
_DEMANDED = "the API's own page demands it"

CORRECTED: dict[tuple[str, str], str] = {
    ("GET /v3/bulk/jobs", "bulk_version"): _DEMANDED,
    ("POST /v3/bulk/publish", "approvals"): _IN_QUERY,
    ("POST /v3/bulk/publish", "skip_workflow_stage_check"): _IN_QUERY,
    ("POST /v3/bulk/release/items", "bulk_version"): _DEMANDED,
    ("POST /v3/bulk/unpublish", "approvals"): _IN_QUERY,
    ("POST /v3/bulk/unpublish", "skip_workflow_stage_check"): _IN_QUERY,
    ("DELETE /v3/global_fields/{global_field_uid}", "force"): "only one that is in use is not deleted without it",
    ("DELETE /v3/taxonomies/{taxonomy_uid}", "force"): _TO_DELETE_ALL,
    ("DELETE /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}", "force"): _TO_DELETE_ALL,
    ("GET /v3/taxonomies", "branch"): _IN_HEADER,
    ("GET /v3/taxonomies/{taxonomy_uid}", "branch"): _IN_HEADER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms", "branch"): _IN_HEADER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}", "branch"): _IN_HEADER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}/ancestors", "branch"): _IN_HEADER,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}/descendants", "branch"): _IN_HEADER,
}
"""Parameters, by operation and name, whose type or need is another than `operations.json` says."""

TOKEN_ACCEPTED: dict[str, str] = {
    "DELETE /v3/taxonomies/{taxonomy_uid}": "the API's own page unlocalizes a taxonomy with a management token",
    "DELETE /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}": "the API's own page unlocalizes a term with one",
}
"""Operations that take a management token for a part of what they do, which `operations.json` leaves out."""
