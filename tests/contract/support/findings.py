"""Where each thing that a second reading of the sources found is tested, or why it is not.

The number says where it was found: 1 statuses and refusals, 2 envelopes, 3 parameters and keys, 4 signatures of
webhooks, 5 limits, 6 rate limits, 7 other truths, and from 19 on faults of version 0.1.0. Statuses have their strength
in `tests/emulator/known/statuses.py`; limits are a table of their own, `tests/emulator/known/limits.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Something found, with the tests that show it, as `module:function`, or the reason why there is none."""

    found: str
    tests: tuple[str, ...] = ()
    reason: str = ""


def name_tests(found: str, *tests: str) -> Row:
    """Return a row of something that is tested."""
    return Row(found, tests)


EMULATOR = "emulator.test_"
ENVELOPES = "generator.test_envelopes"
ODD = "generator.test_odd_values"
SHARED_FILE = "wrapper.test_shared_token_file"
SIGN_IN = "wrapper.asynchronous.test_one_attempt"
TARGETS = "wrapper.asynchronous.test_download_targets"
RESUMED = "wrapper.asynchronous.test_resumed_downloads"
SOURCES = "wrapper.asynchronous.test_upload_sources"
SEQUENCES = "unit.test_page_sequences"
MAPPINGS = "generator.test_mappings"

ROWS: tuple[Row, ...] = (
    name_tests("1 every status and refusal", f"{EMULATOR}known_statuses:test_every_row_has_its_test"),
    name_tests(
        "1 a reference to an entry that does not exist",
        f"{EMULATOR}references_http:test_every_write_takes_the_uid_of_no_entry",
        f"{EMULATOR}references_http:test_a_mandatory_reference_takes_the_uid_of_no_entry",
        f"{EMULATOR}references_http:test_a_variant_takes_the_uid_of_no_entry",
    ),
    name_tests(
        "1 an entry written back after its target was deleted",
        f"{EMULATOR}references_http:test_an_entry_is_written_back_after_its_target_is_deleted",
    ),
    name_tests("2 one thing in another envelope", f"{ENVELOPES}:test_one_thing_is_found_in_every_known_envelope"),
    name_tests("2 images and videos are a list", f"{ENVELOPES}:test_assets_of_a_kind_are_a_list_under_assets"),
    name_tests(
        "2 only a notice of a publish rule",
        f"{ENVELOPES}:test_an_update_of_a_publish_rule_succeeds_though_only_a_notice_came",
    ),
    name_tests("2 a list of notices", f"{ENVELOPES}:test_a_request_to_publish_returns_its_notices_whatever_their_form"),
    name_tests("2 a version as text", f"{ODD}:test_a_version_that_is_text_is_kept"),
    name_tests(
        "2 a date of another form", f"{ODD}:test_a_date_of_another_form_does_not_cost_the_page_of_an_organization_log"
    ),
    name_tests(
        "2 `default_key` and `reference_to` of another kind",
        f"{ODD}:test_custom_fields_and_selects_come_in_every_known_form",
        f"{EMULATOR}types_http:test_fields_as_real_stacks_have_them_are_accepted",
    ),
    name_tests(
        "3 who saved a version, and when", f"{EMULATOR}entry_versions_http:test_versions_say_who_saved_them_and_when"
    ),
    name_tests("3 references", f"{EMULATOR}entries_http:test_references_tell_of_versions_and_deleted_entries"),
    name_tests(
        "3 global fields",
        f"{EMULATOR}global_fields_http:test_versions_of_a_global_field",
        f"{EMULATOR}global_fields_http:test_deleted_global_fields_can_be_read",
        f"{EMULATOR}global_fields_http:test_users_of_a_global_field_are_listed",
    ),
    name_tests("3 `include_terms_count`", f"{EMULATOR}terms:test_the_number_of_terms_below"),
    name_tests("3 webhooks", f"{EMULATOR}webhooks:test_retry_and_signing_in_with_oauth_or_a_token"),
    Row("3 the signing method of a webhook", reason="no source names its key; unknown keys of a response are kept"),
    name_tests("3 audit log metadata", f"{EMULATOR}audit_logs:test_the_log_says_more_of_some_things"),
    name_tests("3 all parameters are described", "contract.test_coverage:test_every_known_parameter_is_described"),
    name_tests(
        "3 variant groups by content types alone",
        f"{EMULATOR}variants:test_a_group_is_changed_by_its_content_types_alone",
    ),
    name_tests(
        "3 teams in version 4",
        f"{EMULATOR}teams_v4:test_the_life_of_a_team",
        f"{EMULATOR}teams_v4:test_teams_are_listed_and_filtered",
    ),
    name_tests(
        "3 client credentials and introspection",
        f"{EMULATOR}machine_apps:test_an_app_gets_a_token_of_its_own",
        f"{EMULATOR}machine_apps:test_introspection_says_whether_a_token_is_active",
    ),
    Row("3 what only support guides name", reason="reached by `stack.request`, and not described"),
    name_tests(
        "4 certificates",
        f"{EMULATOR}webhooks:test_a_signature_is_valid_for_its_message_only",
        "unit.test_webhooks:test_what_openssl_signed_with_a_key",
    ),
    name_tests(
        "4 HMAC",
        "unit.test_webhooks:test_what_openssl_signed_with_a_secret",
        "unit.test_webhooks:test_one_signature_that_matches_is_enough",
        "unit.test_webhooks:test_a_request_may_be_five_minutes_old",
        "wrapper.test_webhooks:test_a_secret_of_a_rotation",
    ),
    name_tests(
        "5 limits of one thing",
        f"{EMULATOR}limits:test_the_limit_is_accepted_and_one_more_is_rejected",
        f"{EMULATOR}limits:test_invalid_names_of_environments_are_rejected",
        f"{EMULATOR}limits:test_terms_are_not_taken_inside_of_groups_and_blocks",
        f"{EMULATOR}limits:test_a_release_holds_so_many_items",
        f"{EMULATOR}limits:test_a_file_may_have_a_hundred_megabytes",
    ),
    name_tests(
        "5 counts of a plan",
        f"{EMULATOR}plans:test_the_plan_has_room_for_one_of_each_and_no_more",
        f"{EMULATOR}plans:test_every_limit_of_a_plan_is_tested",
        f"{EMULATOR}plans:test_stacks_are_made_one_a_minute",
    ),
    name_tests("5 two bulk jobs", f"{EMULATOR}robustness:test_two_jobs_of_an_organization_are_active_at_a_time"),
    Row("5 a reference query of 100", reason="it is not said what is counted"),
    Row("5 trash of 14 days", reason="the emulator has no trash"),
    name_tests("6 rate limits", f"{EMULATOR}rate_limits:test_the_eleventh_read_in_a_second_is_rejected"),
    name_tests("7 the read form is rejected", f"{EMULATOR}references_http:test_invalid_references_are_rejected"),
    name_tests(
        "7 branches start without entry variants",
        f"{EMULATOR}entry_variants:test_a_new_branch_starts_without_entry_variants",
    ),
    name_tests("7 one fallback level", f"{EMULATOR}languages:test_a_fallback_is_one_level_deep"),
    Row("7 invitations repeat while paging", reason="a fault of the service, which the emulator does not copy"),
    name_tests(
        "19 one login, one refresh, one refusal for all callers, within timeout and deadline",
        f"{SIGN_IN}:test_many_with_a_wrong_password_send_one_login",
        f"{SIGN_IN}:test_a_refused_refresh_is_not_repeated_until_there_is_another_token",
        f"{SIGN_IN}:test_signing_in_keeps_the_timeout_and_is_sent_once",
        f"{SIGN_IN}:test_a_deadline_that_passes_while_signing_in_loses_nothing",
    ),
    name_tests(
        "20 a cancelled refresh",
        "wrapper.test_cancelled_refresh:test_a_cancelled_task_of_asyncio",
        "wrapper.test_cancelled_refresh:test_a_scope_of_trio_around_the_client",
        "wrapper.test_cancelled_refresh:test_ctrl_c_during_a_refresh",
    ),
    name_tests(
        "21 several processes with one token file",
        f"{SHARED_FILE}:test_processes_refresh_once",
        f"{SHARED_FILE}:test_forks_refresh_once",
        f"{SHARED_FILE}:test_the_file_is_read_again_after_a_refusal",
    ),
    name_tests(
        "22 odd lifetimes, tokens and token files",
        "wrapper.asynchronous.test_client_credentials:test_a_lifetime_that_makes_no_sense_does_not_cost_the_token",
        "wrapper.asynchronous.test_client_credentials:test_a_token_that_cannot_be_sent_is_not_stored",
        f"{SHARED_FILE}:test_a_file_without_a_token_is_set_aside",
        f"{SHARED_FILE}:test_a_link_stays_a_link",
    ),
    name_tests("23 sessions that pile up", f"{SIGN_IN}:test_the_last_client_signs_out"),
    name_tests(
        "24 a sign-in that another process finishes, and one without a browser",
        "wrapper.asynchronous.test_client_credentials:test_another_object_finishes_a_sign_in",
        "wrapper.test_browser_sign_in:test_where_no_browser_can_show_the_page",
        "wrapper.test_browser_sign_in:test_a_cancelled_wait_closes_its_port_at_once",
    ),
    name_tests(
        "25 the place from the environment, whatever the credentials",
        "unit.test_environment:test_credentials_as_arguments_keep_only_those_of_the_environment_out",
    ),
    name_tests(
        "26 targets of downloads",
        f"{TARGETS}:test_a_replaced_file_keeps_its_permissions",
        f"{TARGETS}:test_a_link_stays",
        f"{TARGETS}:test_a_named_pipe_is_written_to",
        f"{TARGETS}:test_the_longest_name",
        f"{TARGETS}:test_the_content_is_returned",
    ),
    name_tests(
        "26 downloads that break off",
        f"{RESUMED}:test_only_the_rest_is_requested",
        f"{RESUMED}:test_what_is_not_the_whole_file_is_requested_again",
    ),
    name_tests("27 media types", "unit.test_media_types:test_media_types"),
    name_tests(
        "28 sources of uploads",
        f"{SOURCES}:test_a_named_pipe",
        f"{SOURCES}:test_pieces_of_every_type_of_bytes",
        f"{SOURCES}:test_a_source_that_fails",
        f"{SOURCES}:test_a_file_that_changes",
        "wrapper.test_asynchronous_files:test_an_upload_of_fastapi",
    ),
    name_tests("29 locales", "wrapper.asynchronous.test_locales:test_an_entry_is_written_back_into_its_locale"),
    name_tests(
        "30 lists that change while they are read",
        "unit.test_pages:test_deleting_while_iterating_is_an_error_and_not_a_loss",
        "unit.test_pages:test_a_short_page_does_not_end_a_list_of_more",
    ),
    name_tests(
        "31 page size, and pages as sequences",
        "unit.test_pages:test_iteration_stops_after_max_items",
        f"{SEQUENCES}:test_a_page_is_a_sequence_of_its_items",
        f"{SEQUENCES}:test_a_page_can_be_pickled_without_its_client",
    ),
    name_tests(
        "32 models as mappings, shown, and in frameworks",
        f"{MAPPINGS}:test_a_model_is_a_mapping_of_its_keys",
        f"{MAPPINGS}:test_a_missing_attribute_says_what_there_is",
        f"{MAPPINGS}:test_a_half_made_model_can_be_looked_at",
        "generator.test_display:test_what_is_set_is_shown_by_attribute_with_custom_fields",
        "generator.test_frameworks:test_a_table_has_a_column_for_each_key",
        "generator.test_frameworks:test_fastapi_returns_and_accepts_models",
    ),
    name_tests("33 types for annotations", "unit.test_public_types:test_each_type_in_a_signature_is_public"),
    name_tests(
        "34 typed bodies",
        "typing.test_types:test_right_code_is_accepted",
        "typing.test_types:test_messages_name_the_wrong_key",
        "typing.test_completion:test_pyright_completes_bodies",
    ),
    name_tests(
        "35 odd values",
        f"{ODD}:test_an_odd_value_costs_nothing_but_its_own_type",
        f"{ODD}:test_what_is_no_text_is_kept_at_an_enum",
    ),
    name_tests(
        "36 parameters of handwritten methods",
        "generator.test_signatures:test_the_wrapper_takes_everything",
        "wrapper.asynchronous.test_handwritten_calls:test_every_parameter_arrives",
    ),
    name_tests("38 numbers of any size", f"{EMULATOR}list_parameters_http:test_a_page_beyond_the_end_is_empty"),
    name_tests(
        "39 unknown keys",
        f"{EMULATOR}unknown_keys:test_unknown_keys_are_dropped",
        f"{EMULATOR}unknown_keys:test_files_lose_unknown_keys_too",
        f"{EMULATOR}unknown_keys:test_free_form_values_are_kept",
    ),
    name_tests(
        "40 what an update leaves out",
        f"{EMULATOR}type_changes_http:test_an_update_of_a_content_type_keeps_missing_keys",
        f"{EMULATOR}type_changes_http:test_an_update_of_a_global_field_keeps_missing_keys",
        f"{EMULATOR}workflows:test_an_update_keeps_what_is_left_out",
    ),
    name_tests("41 defaults of content types", f"{EMULATOR}type_changes_http:test_the_defaults_of_a_content_type"),
    name_tests("42 queries in brackets", f"{EMULATOR}list_parameters_http:test_a_query_in_brackets"),
    name_tests(
        "43 versions of several locales", f"{EMULATOR}entry_publishing_http:test_a_copy_is_published_in_its_own_version"
    ),
    name_tests("44 uids of rich text nodes", f"{EMULATOR}entries_http:test_every_node_of_rich_text_has_a_uid"),
    name_tests(
        "45 one parser of imports",
        f"{EMULATOR}imports_http:test_files_that_are_accepted",
        f"{EMULATOR}imports_http:test_files_that_are_rejected",
    ),
    name_tests(
        "46 failed commits, kills, webhooks to itself, expressions, private files",
        f"{EMULATOR}robustness:test_a_commit_that_fails_changes_nothing",
        f"{EMULATOR}saved_states:test_killed_in_the_middle_the_folder_is_whole",
        f"{EMULATOR}saved_states:test_everything_in_a_data_folder_is_private",
        f"{EMULATOR}robustness:test_a_webhook_to_the_emulator_itself_is_not_delivered",
        f"{EMULATOR}patterns:test_recursion_ends_in_a_refusal",
        f"{EMULATOR}patterns:test_nobody_waits_for_the_expression_of_another",
    ),
    Row("46 content types in linear time", reason="measured by `make bench-long`: a test would measure the machine"),
    name_tests(
        "47 credentials, options, the request log",
        f"{EMULATOR}options:test_credentials_are_chosen",
        f"{EMULATOR}options:test_the_same_seed_makes_the_same_uids",
        f"{EMULATOR}options:test_a_certificate_is_of_paths",
        f"{EMULATOR}request_log:test_the_size_of_the_log_is_an_option",
    ),
    name_tests("48 fixtures and proxies", "testing.test_plugin:test_the_fixtures_use_no_proxy"),
    name_tests(
        "49 blocks as they are pasted, and the search from disk",
        "docs.test_pages:test_every_block_runs",
        "docs.test_pages:test_every_block_imports_what_it_uses",
        "docs.test_search:test_the_right_page_is_among_the_first_three",
        "docs.test_search:test_a_long_line_of_code_scrolls_in_its_block",
    ),
    Row("49 addresses in the metadata", reason="the project has no public address yet"),
)
