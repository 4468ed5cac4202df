"""Responses that a source shows without a payload in `facts/`. Each row says what it shows, and must be needed."""

from tests.contract.support.known_evidence import Grade

_NOTICE = "a test against the live service expects this notice"
_JOB_ID = "a test against the live service expects a `job_id`"
_KEYS = "a test against the live service expects these keys"
_START = "the API's own page shows a notice and a `job_id`"
_PAGE = "the API's own page shows such a response"
_EXPORTED = "the official tool exports what it reads here"
_READ = "an official client reads these keys"
_TYPED = "the typed models of a client have it"
_EMPTY = "it is said to have no body"

WITHOUT_PAYLOAD: dict[tuple[str, Grade], str] = {
    ("POST /v3/organizations/{organization_uid}/share", "recorded"): _NOTICE,
    ("DELETE /v3/organizations/{organization_uid}/share", "recorded"): _NOTICE,
    ("GET /v3/organizations/{organization_uid}/share/{share_uid}/resend_invitation", "recorded"): _NOTICE,
    ("DELETE /v3/content_types/{content_type_uid}/entries/{entry_uid}/variants/{variant_uid}", "recorded"): _NOTICE,
    ("DELETE /v3/stacks/delivery_tokens/{token_uid}/preview_token", "recorded"): _NOTICE,
    ("POST /v3/bulk/delete", "recorded"): _JOB_ID,
    ("POST /v3/bulk/publish", "recorded"): _JOB_ID,
    ("POST /v3/bulk/unpublish", "recorded"): _JOB_ID,
    ("POST /v3/bulk/release/items", "recorded"): _KEYS,
    ("PUT /v3/bulk/release/update_items", "recorded"): _KEYS,
    ("GET /v3/bulk/jobs/{job_id}", "recorded"): _KEYS,
    ("POST /v3/variant_groups/{variant_group_uid}/variants", "recorded"): _KEYS,
    ("POST /v3/variants", "recorded"): _KEYS,
    ("GET /v3/taxonomies/$all/terms", "recorded"): _KEYS,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}/ancestors", "recorded"): _KEYS,
    ("GET /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}/descendants", "recorded"): _KEYS,
    ("POST /manifests/{app_id}/authorize", "recorded"): _KEYS,
    ("POST /v3/bulk/delete", "official"): _START,
    ("POST /v3/bulk/publish", "official"): _START,
    ("POST /v3/bulk/unpublish", "official"): _START,
    ("POST /v3/bulk/workflow", "official"): _START,
    ("GET /v3/releases", "official"): "the API's own page shows an item of the list",
    ("PUT /v3/workflows/publishing_rules/{rule_uid}", "official"): "the API's own page shows a notice alone",
    ("GET /v3/assets/images", "official"): _PAGE,
    ("GET /v3/assets/videos", "official"): _PAGE,
    ("GET /v4/teams", "official"): _PAGE,
    ("POST /v4/teams", "official"): _PAGE,
    ("PUT /v4/teams/{team_uid}", "official"): _PAGE,
    ("POST /apps-api/introspect", "official"): _PAGE,
    ("GET /v3/stacks", "client"): _EXPORTED,
    ("GET /v3/workflows/publishing_rules", "client"): _EXPORTED,
    ("GET /v3/stacks/branches_compare", "client"): _READ,
    ("GET /v3/stacks/branches_compare/content_types", "client"): _READ,
    ("GET /v3/stacks/branches_compare/content_types/{content_type_uid}", "client"): _READ,
    ("POST /v3/taxonomies/publish", "client"): _READ,
    ("POST /token", "client"): _READ,
    ("GET /manifests/{app_id}/authorizations", "client"): _READ,
    ("GET /v3/content_types/{content_type_uid}/entries/{entry_uid}/versions", "mock"): _TYPED,
    ("POST /v3/stacks/delivery_tokens/{token_uid}/preview_token", "mock"): _TYPED,
    (
        "DELETE /v3/assets/{asset_uid}/versions/{version_number}/name",
        "mock",
    ): "a test of an official client expects no body",
    ("GET /v3/organizations/{organization_uid}/logs", "third-party"): "it is said to hold dates that are not ISO 8601",
    ("DELETE /v3/organizations/{organization_uid}/teams/{team_uid}", "third-party"): _EMPTY,
    ("DELETE /v3/organizations/{organization_uid}/teams/{team_uid}/users/{user_uid}", "third-party"): _EMPTY,
    (
        "DELETE /v3/organizations/{organization_uid}/teams/{team_uid}/stack_role_mappings/{stack_api_key}",
        "third-party",
    ): _EMPTY,
    ("DELETE /v3/taxonomies/{taxonomy_uid}", "third-party"): _EMPTY,
    ("DELETE /v3/taxonomies/{taxonomy_uid}/terms/{term_uid}", "third-party"): _EMPTY,
}
"""By operation and grade."""
