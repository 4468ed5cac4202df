"""Known errors: what is called, and the error that is expected."""

from dataclasses import dataclass
from typing import Any

from tests.emulator.known.rejected_calls import (
    NOBODY,
    NOT_UNIQUE,
    NOT_VALID,
    Ask,
    branch,
    build_workflow_for_unknown_user,
    call_in_stack,
    call_with_revoked_token,
    create,
    create_again,
    create_entry_with_same_title,
    create_entry_with_wrong_text,
    environment,
    get,
    get_missing_entry,
    import_file,
    label,
    locale,
    log_in,
    log_in_with_wrong_code,
    log_in_without_code,
    long_query,
    move_to_missing_stage,
    no_name,
    not_localized,
    publish_against_rule,
    publish_to_missing_environment,
    role,
    sign_with,
    taxonomy,
    webhook,
    with_type_and_no_body,
    without_file,
    workflow,
    write_upper_case,
    write_with_read_only_token,
    wrong_json,
)
from tests.emulator.known.scenarios import content_type, extension, global_field
from tests.emulator.support import workflows


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call, and its error. What is None is not known; `message` is the whole text or a part of it."""

    title: str
    ask: Ask
    status: int
    code: int | None
    message: str | None = None
    errors: dict[str, Any] | None = None


TYPES, GLOBALS = "/v3/content_types", "/v3/global_fields"
UNKNOWN_STACK = "We can't find that Stack. Please try again."
SIGNED_OUT = "You're not allowed in here unless you're logged in."
UID = {"uid": NOT_VALID}
NAME = {"name": NOT_UNIQUE}

REFUSALS: tuple[Refusal, ...] = (
    Refusal("no stack", sign_with("/v3/content_types", authtoken="x"), 412, 109, UNKNOWN_STACK, {"api_key": NOT_VALID}),
    Refusal("another stack", get(TYPES, api_key=NOBODY), 412, 109, UNKNOWN_STACK, {"api_key": NOT_VALID}),
    Refusal("nobody", sign_with("/v3/user"), 401, 105, SIGNED_OUT, {"authtoken": NOT_VALID}),
    Refusal("another authtoken", sign_with("/v3/user", authtoken="x"), 401, 105, SIGNED_OUT, {"authtoken": NOT_VALID}),
    Refusal(
        "another management token", call_in_stack(authorization="cs0"), 401, 105, None, {"authorization": NOT_VALID}
    ),
    Refusal("a token of an app that was taken back", call_with_revoked_token, 401, 105, "invalid"),
    Refusal("no permission", write_with_read_only_token, 403, 162, "Access denied. You have insufficient permissions"),
    Refusal("another password", log_in, 422, 104, "Looks like your email or password is invalid. "),
    Refusal("no second factor", log_in_without_code, 401, 294),
    Refusal("another code", log_in_with_wrong_code, 422, 295),
    Refusal(
        "no content type",
        get(f"{TYPES}/foo100"),
        422,
        118,
        "The Content Type 'foo100' was not found. Please try again.",
        UID,
    ),
    Refusal(
        "no global field", get(f"{GLOBALS}/x"), 422, 118, "The Global Field 'x' was not found. Please try again.", UID
    ),
    Refusal("no entry", get_missing_entry, 422, 141, "The requested object doesn't exist.", UID),
    Refusal("no release", get(f"/v3/releases/{NOBODY}"), 422, 141, "Release does not exist"),
    Refusal("no extension", get(f"/v3/extensions/{NOBODY}"), 404, 347),
    Refusal("no environment", get("/v3/environments/nowhere"), 422, 141),
    Refusal("publishing to no environment", publish_to_missing_environment, 401, 161),
    Refusal("no workflow", get(f"/v3/workflows/{NOBODY}"), 404, None),
    Refusal("no taxonomy", get("/v3/taxonomies/none"), 404, None),
    Refusal("no variant", get("/v3/variants/none"), 404, None),
    Refusal("no such call", get("/v3/none"), 404, None),
    Refusal(
        "a content type without a title",
        create(TYPES, "content_type", no_name(content_type)),
        422,
        115,
        "Content Type creation failed. Please try again.",
        {"content_type": ["should have a 'title' field."], "schema": ["should have a 'url' field."]},
    ),
    Refusal(
        "a content type in upper case",
        create(TYPES, "content_type", write_upper_case(content_type)),
        422,
        118,
        "Content Type creation failed. Please try again.",
        UID,
    ),
    Refusal(
        "an imported content type in upper case",
        import_file(TYPES, "content_type", write_upper_case(content_type)),
        422,
        118,
        "There was a problem importing the Content Type. Please correct the Content Type and try again.",
        UID,
    ),
    Refusal(
        "a global field in upper case",
        create(GLOBALS, "global_field", write_upper_case(global_field)),
        422,
        118,
        "Global Field creation failed. ",
        UID,
    ),
    Refusal(
        "an imported global field in upper case",
        import_file(GLOBALS, "global_field", write_upper_case(global_field)),
        422,
        118,
        "There was a problem importing the Global Field. Please try again.",
        UID,
    ),
    Refusal(
        "the uid of a type",
        create_again(TYPES, "content_type", content_type, "uid"),
        422,
        115,
        None,
        {"uid": NOT_UNIQUE},
    ),
    Refusal(
        "the title of a type",
        create_again(TYPES, "content_type", content_type, "title"),
        422,
        115,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal(
        "the title of a global field",
        create_again(GLOBALS, "global_field", global_field, "title"),
        422,
        None,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal(
        "the title of an extension",
        create_again("/v3/extensions", "extension", extension, "title"),
        422,
        344,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal("the title of an entry", create_entry_with_same_title, 422, 119, None, {"title": NOT_UNIQUE}),
    Refusal("a text that does not fit", create_entry_with_wrong_text, 422, 119),
    Refusal(
        "the name of an environment",
        create_again("/v3/environments", "environment", environment, "name"),
        422,
        119,
        None,
        NAME,
    ),
    Refusal("the name of a label", create_again("/v3/labels", "label", label, "name"), 422, None, None, NAME),
    Refusal(
        "the name of a role",
        create_again("/v3/roles", "role", role, "name"),
        422,
        None,
        None,
        {"name": ["is not a unique."]},
    ),
    Refusal("the name of a webhook", create_again("/v3/webhooks", "webhook", webhook, "name"), 422, None, None, NAME),
    Refusal(
        "the name of a workflow", create_again(workflows.WORKFLOWS, "workflow", workflow, "name"), 422, None, None, NAME
    ),
    Refusal(
        "a stage for strangers",
        create(workflows.WORKFLOWS, "workflow", build_workflow_for_unknown_user),
        422,
        None,
        None,
        {"workflow_stages.0.users": NOT_VALID},
    ),
    Refusal(
        "the code of a locale",
        create_again("/v3/locales", "locale", locale, "code"),
        422,
        247,
        None,
        {"code": NOT_UNIQUE},
    ),
    Refusal("the uid of a taxonomy", create_again("/v3/taxonomies", "taxonomy", taxonomy, "uid"), 409, None),
    Refusal("what publish rules hold back", publish_against_rule, 422, 141),
    Refusal("a stage that is not there", move_to_missing_stage, 412, 366),
    Refusal("a copy that is not there", not_localized, 422, 141, "Failed to add item(s) to release."),
    Refusal("the uid of a branch", branch(uid="main", source="main"), 422, 910),
    Refusal("a long uid of a branch", branch(uid="a" * 16, source="main"), 422, 903),
    Refusal("a branch of nothing", branch(uid="next", source="none"), 422, 903),
    Refusal("no branch", get("/v3/stacks/branches/none"), 422, 905),
    Refusal("importing no content type", without_file(TYPES), 400, None),
    Refusal("importing no webhook", without_file("/v3/webhooks"), 400, None),
    Refusal("a body that is no JSON", wrong_json, 400, None),
    Refusal(
        "a media type without a body",
        with_type_and_no_body,
        400,
        None,
        "Body cannot be empty when content-type is set to 'application/json'",
    ),
    Refusal("a query that is too long", long_query, 414, None),
)
