"""What others have recorded about statuses and errors: what holds, how well it is known, and the test that shows it.

Strength: A, a live response or a test against the live service; B, official documentation; C, official tools; E, third
parties; open, nobody knows, and the choice is ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What is known, its strength, and the test: a function of a module of this package."""

    known: str
    strength: str
    module: str
    test: str


HERE = "test_known_statuses"

ROWS: tuple[Row, ...] = (
    Row(
        "an environment that does not exist is 404 or 422 in its own calls",
        "A",
        HERE,
        "test_an_environment_that_does_not_exist",
    ),
    Row("a delivery token needs a branch or an alias", "A", HERE, "test_a_token_needs_a_branch"),
    Row("a management token needs a branch or an alias", "A", HERE, "test_a_token_needs_a_branch"),
    Row("rules of a role need one for branches", "A-", HERE, "test_rules_need_a_branch"),
    Row("null or no rules are accepted, and a default is added", "A-", HERE, "test_a_role_without_rules"),
    Row("a rule for no branch or an unknown one is for all", "A-", HERE, "test_a_rule_for_no_branch"),
    Row("what a locale may be called", "B", "test_limits", "test_invalid_names_of_locales_are_rejected"),
    Row("a webhook calls http and https only", "A-", HERE, "test_a_webhook_calls_http_and_https_only"),
    Row("an extension that does not exist is 404/347", "A-", HERE, "test_an_extension_that_does_not_exist"),
    Row(
        "the plan's number of extensions is reached: 344",
        "A-",
        "test_plans",
        "test_the_plan_has_room_for_one_of_each_and_no_more",
    ),
    Row(
        "global fields hold others in any api_version",
        "A",
        "test_global_fields_http",
        "test_nesting_is_shown_in_the_newer_version",
    ),
    Row(
        "unique is not enforced where there are many",
        "B, A-",
        "test_references_http",
        "test_values_that_need_not_be_unique",
    ),
    Row(
        "a type that refers to one that is gone stays writable",
        "A-",
        "test_references_http",
        "test_a_content_type_stays_writable_after_what_it_refers_to_is_deleted",
    ),
    Row("a management token and the stage of an entry", "C", HERE, "test_a_token_moves_entries_to_open_stages_only"),
    Row("alternatives that say nothing", "B", HERE, "test_alternatives_that_say_nothing"),
    Row(
        "stack settings are 201; live preview needs an environment", "E", HERE, "test_live_preview_needs_an_environment"
    ),
    Row(
        "a dead refresh token; redirect_uri is not demanded, as the official client sends none",
        "E",
        HERE,
        "test_a_refresh_that_is_rejected",
    ),
    Row("an OAuth token on a stack of another organization", "E", HERE, "test_a_token_of_another_organization"),
    Row("branches without a difference: a job that fails", "open", HERE, "test_nothing_to_merge"),
    Row("the update of a publish rule is a notice alone", "B", "test_publish_rules", "test_the_life_of_a_rule"),
)
