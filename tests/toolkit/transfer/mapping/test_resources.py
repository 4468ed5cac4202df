"""Roles, workflows, webhooks and the like: what changes in them, and what is left out."""

from typing import Any

import pytest

from contentstack_cma_toolkit.transfer import mapping
from contentstack_cma_toolkit.transfer.mapping import Reference, UidTable

UIDS = UidTable(
    {
        "asset": {"blta1": "bltb1"},
        "entry": {"blte1": "bltf1"},
        "environment": {"bltn1": "bltm1"},
        "folder": {"bltd1": "bltd2"},
        "label": {"bltl1": "bltl2"},
        "locale": {"bltc1": "bltc2"},
        "role": {"bltr1": "bltr2"},
        "user": {"bltu1": "bltu2"},
        "variant": {"cs1": "cs2"},
        "workflow": {"bltw1": "bltw2"},
    }
)
MADE = {
    "uid": "blt1",
    "created_at": "2024-01-01T00:00:00.000Z",
    "updated_by": "bltu1",
    "stackHeaders": {"api_key": "bltkey"},
    "urlPath": "/x",
    "_version": 2,
    "ACL": [],
}
READ = {"read": True}
Document = dict[str, Any]


def find_notes(written: mapping.Rewritten) -> set[tuple[str, str]]:
    assert all(note.text.endswith(".") for note in written.notes)
    return {(note.kind, note.uid) for note in written.notes}


def test_rules_of_a_role_name_what_is_in_the_target() -> None:
    rules = [
        {"module": "branch", "branches": ["main"], "acl": READ},
        {"module": "environment", "environments": ["bltn1", "bltgone"], "acl": READ},
        {"module": "locale", "locales": ["bltc1", "$all"], "acl": READ},
        {"module": "asset", "assets": ["blta1"], "acl": READ, "restrict": True},
        {"module": "folder", "folders": ["bltd1"], "acl": READ},
        {"module": "content_type", "content_types": ["page"], "acl": {"sub_acl": READ}},
        {"module": "unheard_of", "things": ["blt1"]},
        {"module": "environment", "environments": [], "acl": READ},
    ]
    role = {
        **MADE,
        "name": "Cook",
        "rules": rules,
        "users": ["bltu1", "bltu9"],
        "owner": "a",
        "stack": {},
        "permissions": {},
    }
    written = mapping.rewrite_role(role, UIDS)
    assert written.fields == {
        "name": "Cook",
        "users": ["bltu2"],
        "rules": [
            rules[0],
            {"module": "environment", "environments": ["bltm1"], "acl": READ},
            {"module": "locale", "locales": ["bltc2", "$all"], "acl": READ},
            {"module": "asset", "assets": ["bltb1"], "acl": READ, "restrict": True},
            {"module": "folder", "folders": ["bltd2"], "acl": READ},
            *rules[5:],
        ],
    }
    assert find_notes(written) == {("environment", "bltgone"), ("user", "bltu9")}


def test_a_role_without_branches_gets_the_main_branch() -> None:
    """As the roles of exports of before there were branches; without it, the role would be rejected."""
    rule = {"module": "content_type", "content_types": ["page"], "acl": READ}
    written = mapping.rewrite_role({"name": "Cook", "rules": [rule]}, UIDS)
    assert written.fields["rules"] == [rule, {"module": "branch", "branches": ["main"], "acl": READ}]
    assert find_notes(written) == {("branch", "Cook")}
    assert mapping.rewrite_role({"name": "Cook", "rules": None}, UIDS).fields == {"name": "Cook", "rules": None}
    alias = {"module": "branch_alias", "branch_aliases": ["live"], "acl": READ}
    assert mapping.rewrite_role({"name": "Cook", "rules": [alias]}, UIDS).fields["rules"] == [alias]


def build_stage(uid: str, *following: str, **more: Any) -> Document:
    return {"uid": uid, "name": uid.upper(), "color": "#000000", "next_available_stages": list(following), **more}


def test_a_workflow_is_created_with_open_stages_and_then_closed() -> None:
    access = {
        "users": {"uids": ["$all", "bltu9"], **READ},
        "roles": {"uids": [{"uid": "bltr1", "name": "Admin"}, "bltgone"]},
        "others": {},
    }
    workflow = {
        **MADE,
        "api_key": "bltkey",
        "org_uid": "",
        "deleted_at": False,
        "name": "Strict",
        "content_types": ["$all"],
        "enabled": True,
        "workflow_stages": [build_stage("s1", "s2", SYS_ACL=access), build_stage("s2", "$all")],
        "admin_users": {"users": ["bltu1"], "roles": ["bltr1"]},
    }
    first = mapping.rewrite_workflow(workflow, UIDS)
    stage = {"name": "S1", "color": "#000000", "next_available_stages": ["$all"]}
    changed = {"users": {"uids": ["$all"], **READ}, "roles": {"uids": ["bltr2"]}, "others": {}}
    assert first.fields == {
        "name": "Strict",
        "content_types": ["$all"],
        "enabled": True,
        "workflow_stages": [{**stage, "SYS_ACL": changed}, {**stage, "name": "S2"}],
        "admin_users": {"users": ["bltu2"], "roles": ["bltr2"]},
    }
    assert first.late_fields == {"workflow_stages"}
    assert find_notes(first) == {("user", "bltu9"), ("role", "bltgone")}
    known = UidTable({"stage": {"s1": "t1", "s2": "t2"}})
    again = mapping.rewrite_workflow(workflow, known)
    assert [(each["uid"], each["next_available_stages"]) for each in _as_list(again.fields["workflow_stages"])] == [
        ("t1", ["t2"]),
        ("t2", ["$all"]),
    ]
    assert again.late_fields == frozenset()


def test_a_stage_that_is_gone_is_left_out() -> None:
    workflow = {"name": "Strict", "workflow_stages": [build_stage("s1", "gone", "s2"), build_stage("s2", "gone")]}
    written = mapping.rewrite_workflow(workflow, UidTable({"stage": {"s1": "t1", "s2": "t2"}}))
    following = [each["next_available_stages"] for each in _as_list(written.fields["workflow_stages"])]
    assert following == [["t2"], []]
    assert written.late_fields == frozenset()
    assert find_notes(written) == {("stage", "gone")}


def _as_list(value: Any) -> list[Document]:
    assert isinstance(value, list)
    return value


def test_stages_are_the_same_by_name() -> None:
    source = {
        "workflow_stages": [build_stage("s1") | {"name": "A "}, build_stage("s2") | {"name": "B"}, build_stage("s3")]
    }
    target = {"workflow_stages": [{"uid": "t2", "name": "B"}, {"uid": "t1", "name": "A"}]}
    assert mapping.map_stages(source, target) == {"s1": "t1", "s2": "t2"}
    twins = {"workflow_stages": [{"uid": "s1", "name": "A"}, {"uid": "s2", "name": "A"}]}
    created = {"workflow_stages": [{"uid": "t1", "name": "A"}, {"uid": "t2", "name": "A"}]}
    assert mapping.map_stages(twins, created) == {"s1": "t1", "s2": "t2"}


def test_a_publish_rule_names_what_is_in_the_target() -> None:
    rule = {
        **MADE,
        "workflow": "bltw1",
        "workflow_stage": "bltgone",
        "environment": {"uid": "bltn1", "name": "live"},
        "actions": ["publish"],
        "locales": ["en-us"],
        "content_types": ["$all"],
        "approvers": {"users": ["bltu9"], "roles": ["bltr1"]},
        "status": True,
    }
    written = mapping.rewrite_publish_rule(rule, UIDS)
    assert written.fields == {
        "workflow": "bltw2",
        "workflow_stage": "bltgone",
        "environment": "bltm1",
        "actions": ["publish"],
        "locales": ["en-us"],
        "content_types": ["$all"],
        "approvers": {"users": [], "roles": ["bltr2"]},
    }
    assert written.dangling == (Reference("stage", "bltgone"),)
    assert "workflow_stage" not in mapping.rewrite_publish_rule({**rule, "workflow_stage": ""}, UIDS).fields


def test_a_webhook_is_disabled_and_without_masked_secrets() -> None:
    destination = {
        "target_url": "https://hooks.example.com",
        "http_basic_auth": "cook",
        "http_basic_password": "********",
        "bearer_token": "*",
        "custom_header": [
            {"header_name": "", "value": ""},
            {"header_name": "X-Key", "value": "****"},
            {"header_name": "X-A", "value": "*"},
        ],
    }
    channels = [
        "content_types.page.entries.blte1.publish",
        "content_types.entries.environments.publish.success",
        "assets.blta1.update",
        "assets.environments.bltn1.publish",
        "releases.bltgone.deploy",
    ]
    webhook = {
        **MADE,
        "name": "Search",
        "channels": channels,
        "destinations": [destination],
        "disabled": False,
        "unhealthy": {"state": False},
        "retry_policy": "manual",
    }
    written = mapping.rewrite_webhook(webhook, UIDS)
    assert written.fields == {
        "name": "Search",
        "channels": [
            "content_types.page.entries.bltf1.publish",
            "content_types.entries.environments.publish.success",
            "assets.bltb1.update",
            "assets.environments.bltm1.publish",
            "releases.bltgone.deploy",
        ],
        "destinations": [
            {
                "target_url": "https://hooks.example.com",
                "http_basic_auth": "cook",
                "bearer_token": "*",
                "custom_header": [{"header_name": "X-A", "value": "*"}],
            }
        ],
        "disabled": True,
        "retry_policy": "manual",
    }
    assert find_notes(written) == {("http_basic_password", "Search"), ("X-Key", "Search")}
    assert mapping.rewrite_webhook(webhook, UIDS, keep_enabled=True).fields["disabled"] is False


def test_settings_name_the_environment_of_the_target() -> None:
    settings = {
        "stack_variables": {"a": None},
        "discrete_variables": {"cms": True, "_version": 3, "secret_key": "0000"},
        "live_preview": {"enabled": True, "default-env": "bltn1", "default-url": ""},
        "version": "2019-04-30",
        "unknown": 1,
    }
    written = mapping.rewrite_settings(settings, UIDS)
    assert written.fields == {
        "stack_variables": {"a": None},
        "discrete_variables": {"cms": True},
        "live_preview": {"enabled": True, "default-env": "bltm1", "default-url": ""},
        "unknown": 1,
    }
    gone = mapping.rewrite_settings({"live_preview": {"enabled": True, "default-env": "bltgone"}}, UIDS)
    assert gone.fields == {"live_preview": {"enabled": False}}
    assert find_notes(gone) == {("environment", "bltgone")}


def test_small_resources_are_written_as_they_are_without_what_the_server_makes() -> None:
    url = {"locale": "en-us", "url": "https://example.com"}
    environment = {**MADE, "name": "live", "urls": [url], "unknown": 1}
    assert mapping.rewrite_environment(environment).fields == {"name": "live", "urls": [url], "unknown": 1}
    locale = {**MADE, "code": "fr-fr", "name": "French", "fallback_locale": "en-us"}
    assert mapping.rewrite_locale(locale).fields == {"code": "fr-fr", "name": "French", "fallback_locale": "en-us"}
    assert mapping.rewrite_locale({"code": "en-us", "fallback_locale": None}).fields == {"code": "en-us"}
    taxonomy = {**MADE, "uid": "a", "name": "A", "description": "", "terms_count": 3, "locale": "en-us"}
    assert mapping.rewrite_taxonomy(taxonomy).fields == {"uid": "a", "name": "A", "description": ""}
    term = {**MADE, "uid": "b", "name": "B", "parent_uid": "a", "order": 2, "depth": 2, "taxonomy_uid": "c"}
    assert mapping.rewrite_term(term).fields == {"uid": "b", "name": "B", "parent_uid": "a", "order": 2}
    assert mapping.rewrite_term({"uid": "b", "name": "B"}).fields == {"uid": "b", "name": "B", "parent_uid": None}


def test_an_extension_of_an_app_is_noted() -> None:
    widget = {
        **MADE,
        "title": "Colour",
        "type": "field",
        "src": "https://a",
        "config": {"image": "blta1"},
        "tags": ["a"],
    }
    written = mapping.rewrite_extension(widget, UIDS)
    assert written.fields == {
        "title": "Colour",
        "type": "field",
        "src": "https://a",
        "config": {"image": "bltb1"},
        "tags": ["a"],
    }
    assert written.notes == ()
    assert find_notes(mapping.rewrite_extension({"uid": "bltx", "title": "App"}, UIDS)) == {("extension", "bltx")}


def test_folders_assets_and_labels_are_in_what_the_target_has() -> None:
    folder = {**MADE, "name": "Photos", "is_dir": True, "parent_uid": "bltd1", "content_type": "x"}
    assert mapping.rewrite_folder(folder, UIDS).fields == {"name": "Photos", "parent_uid": "bltd2"}
    assert find_notes(mapping.rewrite_folder({**folder, "parent_uid": "bltgone"}, UIDS)) == {("folder", "bltgone")}
    asset = {**MADE, "title": "A", "tags": ["a"], "parent_uid": None, "url": "x", "filename": "a.png"}
    assert mapping.rewrite_asset(asset, UIDS).fields == {"title": "A", "tags": ["a"], "parent_uid": None}
    slug = mapping.rewrite_asset({**asset, "permanent_url": "https://a/v3/assets/bltkey/blt1/logo"}, UIDS)
    assert find_notes(slug) == {("permanent_url", "blt1")}
    label = {**MADE, "name": "Sweets", "parent": ["bltl1", "bltgone"], "content_types": ["page"]}
    written = mapping.rewrite_label(label, UIDS)
    assert written.fields == {"name": "Sweets", "parent": ["bltl2"], "content_types": ["page"]}
    assert find_notes(written) == {("label", "bltgone")}


def test_what_holds_others_comes_first() -> None:
    locales = [{"code": "de-at", "fallback_locale": "de-de"}, {"code": "de-de", "fallback_locale": "en-us"}]
    assert [each["code"] for each in mapping.order_locales(locales)] == ["de-de", "de-at"]
    labels = [{"uid": "b", "parent": ["a"]}, {"uid": "a", "parent": []}]
    assert [each["uid"] for each in mapping.order_labels(labels)] == ["a", "b"]
    folders: list[Document] = [
        {"uid": "c", "parent_uid": "b"},
        {"uid": "b", "parent_uid": "a"},
        {"uid": "a", "parent_uid": None},
    ]
    assert [each["uid"] for each in mapping.order_folders(folders)] == ["a", "b", "c"]
    terms = [{"uid": "x"}, {"uid": "c", "parent_uid": "z"}, {"uid": "z"}, {"uid": "b", "parent_uid": "z"}]
    assert [each["uid"] for each in mapping.order_terms(terms)] == ["x", "z", "c", "b"]


def test_items_of_a_release_have_the_versions_of_the_target() -> None:
    items = [
        {
            "uid": "blte1",
            "content_type_uid": "page",
            "locale": "en-us",
            "version": 7,
            "action": "publish",
            "title": "A",
        },
        {
            "uid": "blta1",
            "content_type_uid": "built_io_upload",
            "locale": "en-us",
            "version": 1,
            "action": "publish",
            "variant_id": None,
        },
        {"uid": "blte1", "content_type_uid": "page", "locale": "fr-fr", "version": 1, "action": "publish"},
        {"uid": "bltgone", "content_type_uid": "page", "locale": "en-us", "version": 1, "action": "publish"},
        {
            "uid": "blte1",
            "content_type_uid": "page",
            "locale": "en-us",
            "version": 7,
            "action": "publish",
            "variant_id": "cs1",
        },
    ]
    asked: list[tuple[Reference, str]] = []

    def get_version(reference: Reference, locale: str) -> int | None:
        asked.append((reference, locale))
        return 3 if locale == "en-us" else None

    written = mapping.rewrite_release_items(items, UIDS, get_version)
    entry = {"uid": "bltf1", "content_type_uid": "page", "locale": "en-us", "version": 3, "action": "publish"}
    asset = {**entry, "uid": "bltb1", "content_type_uid": "built_io_upload"}
    assert [each.fields for each in written] == [entry, asset, {}, {}, {**entry, "variant_id": "cs2"}]
    assert [find_notes(each) for each in written] == [set(), set(), {("entry", "blte1")}, {("entry", "bltgone")}, set()]
    assert asked[:2] == [(Reference("entry", "bltf1", "page"), "en-us"), (Reference("asset", "bltb1"), "en-us")]


def test_a_release_is_locked_once_it_has_its_items() -> None:
    release = {
        **MADE,
        "name": "Spring",
        "description": "A",
        "locked": True,
        "archived": False,
        "items": [],
        "status": [],
    }
    written = mapping.rewrite_release(release)
    assert written.fields == {"name": "Spring", "description": "A"}
    assert written.late_fields == {"locked"}
    assert mapping.close_release(release) == {"locked": True}
    assert mapping.close_release({"name": "Open", "locked": False}) == {}


def test_variants_keep_what_links_them_to_personalize() -> None:
    metadata = {"project_uid": "p", "experience_uid": "e", "status": "linked"}
    group = {
        **MADE,
        "name": "Country",
        "content_types": [{"uid": "page", "status": "linked"}, "post", {"uid": "old", "status": "unlinked"}],
        "personalize_metadata": metadata,
        "variant_count": 1,
        "variants": [{}],
    }
    assert mapping.rewrite_variant_group(group).fields == {
        "name": "Country",
        "content_types": [
            {"uid": "page", "status": "linked"},
            {"uid": "post", "status": "linked"},
            {"uid": "old", "status": "unlinked"},
        ],
        "personalize_metadata": metadata,
    }
    variant = {**MADE, "name": "Norway", "variant_group_uid": "cs9", "alias": "a", "personalize_metadata": None}
    assert mapping.rewrite_variant(variant).fields == {"name": "Norway"}


@pytest.mark.parametrize(
    ("module", "document", "same", "other"),
    [
        ("locales", {"code": "a"}, {"code": "a", "name": "x"}, {"code": "b"}),
        ("environments", {"name": "a"}, {"name": "a", "uid": "x"}, {"name": "b"}),
        (
            "extensions",
            {"title": "a", "type": "field"},
            {"title": "a", "type": "field"},
            {"title": "a", "type": "widget"},
        ),
        ("content_types", {"uid": "a"}, {"uid": "a", "title": "x"}, {"uid": "b"}),
        ("roles", {"name": "a"}, {"name": "a"}, {"name": "b"}),
        ("workflows", {"name": " a"}, {"name": "a"}, {"name": "b"}),
        ("labels", {"name": "a", "parent": ["x"]}, {"name": "a", "parent": ["x"]}, {"name": "a", "parent": []}),
        ("folders", {"name": "a", "parent_uid": None}, {"name": "a"}, {"name": "a", "parent_uid": "x"}),
        (
            "publish_rules",
            {"workflow": "w", "environment": "e", "locales": ["a", "b"]},
            {"workflow": "w", "environment": {"uid": "e"}, "locales": ["b", "a"], "workflow_stage": None},
            {"workflow": "w", "environment": "e", "locales": ["a"]},
        ),
    ],
)
def test_what_is_the_same_has_the_same_key(
    module: mapping.IdentifiedModule, document: Document, same: Document, other: Document
) -> None:
    assert mapping.identify(module, document) == mapping.identify(module, same)
    assert mapping.identify(module, document) != mapping.identify(module, other)


@pytest.mark.parametrize(
    ("payload", "existing", "is_same"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": None, "b": "", "c": [], "d": {}, "e": False}, {}, True),
        ({"a": 0}, {}, False),
        ({"a": True}, {"a": 1}, False),
        ({"a": False}, {"a": 0}, False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, False),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1, "_metadata": {"uid": "cs1"}}]}, True),
        ({"a": "blt1"}, {"a": {"uid": "blt1", "url": "x"}}, True),
        ({"a": "blt1"}, {"a": {"uid": "blt2"}}, False),
        ({"a": {"b": {"c": None}}}, {"a": None}, True),
        ({"a": {"b": {"c": 1}}}, {"a": None}, False),
        ({"a": {"type": "doc", "_version": 1}}, {"a": {"type": "doc", "_version": 5}}, True),
        ({"a": {"type": "other", "_version": 1}}, {"a": {"type": "other", "_version": 5}}, False),
        ({"a": []}, {"a": ["x"]}, False),
        ({"a": {}}, {"a": {"x": 1}}, True),
        ({"a": None}, {"a": "x"}, False),
    ],
)
def test_a_payload_is_the_same_if_it_would_change_nothing(payload: Document, existing: Document, is_same: bool) -> None:
    assert mapping.is_same(payload, existing) is is_same
