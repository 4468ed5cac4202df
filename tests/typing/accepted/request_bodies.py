"""Bodies of requests as mappings, as models, and mixed."""

import json
from collections.abc import Sequence
from typing import Any, assert_type

from contentstack_cma import AsyncClient, Client
from contentstack_cma.models import (
    ContentType,
    ContentTypeInput,
    ContentTypeInputDict,
    EnvironmentInput,
    EnvironmentInputDict,
    FieldDict,
    FieldMetadata,
    OtherField,
    OtherRoleRuleInput,
    RoleRightsInput,
    RoleRuleInputDict,
    TextField,
    TextFieldDict,
)


def literals(client: Client) -> None:
    stack = client.stack("api_key")
    stack.environments.create({"name": "production", "urls": [{"locale": "en-us", "url": "https://example.com"}]})
    stack.content_types.create(
        {
            "title": "Post",
            "uid": "post",
            "options": {"is_page": True, "url_pattern": "/:title"},
            "schema": [
                {"data_type": "text", "uid": "title", "field_metadata": {"_default": True}, "mandatory": True},
                {"data_type": "text", "uid": "body", "field_metadata": {"allow_rich_text": True, "version": 3}},
                {"data_type": "text", "uid": "kind", "display_type": "radio", "enum": {"choices": [{"value": "a"}]}},
                {"data_type": "number", "uid": "price", "min": 0, "max": 9.5},
                {"data_type": "boolean", "uid": "hot", "extension_uid": "blt1", "config": {"any": ["thing"]}},
                {"data_type": "isodate", "uid": "day", "startDate": None},
                {"data_type": "file", "uid": "image", "dimension": {"width": {"min": 10, "max": None}}},
                {"data_type": "link", "uid": "more"},
                {"data_type": "reference", "uid": "authors", "reference_to": ["author"]},
                {"data_type": "global_field", "uid": "seo", "reference_to": "seo"},
                {"data_type": "taxonomy", "uid": "taxonomies", "taxonomies": [{"taxonomy_uid": "regions"}]},
                {"data_type": "json", "uid": "rte", "plugins": []},
                {"data_type": "group", "uid": "g", "schema": [{"data_type": "text", "uid": "inner"}]},
                {
                    "data_type": "blocks",
                    "uid": "b",
                    "blocks": [{"uid": "quote", "title": "Quote", "schema": [{"data_type": "text", "uid": "q"}]}],
                },
            ],
            "field_rules": [
                {
                    "match_type": "all",
                    "conditions": [{"operand_field": "kind", "operator": "equals", "value": "a"}],
                    "actions": [{"action": "show", "target_field": "price"}],
                }
            ],
        }
    )
    stack.global_fields.create({"title": "SEO", "uid": "seo", "schema": [{"data_type": "text", "uid": "title"}]})
    stack.roles.create(
        {
            "name": "Author",
            "rules": [
                {"module": "branch", "branches": ["main"], "acl": {"read": True}},
                {
                    "module": "content_type",
                    "content_types": ["$all"],
                    "acl": {"read": True, "sub_acl": {"create": True}},
                },
            ],
        }
    )
    stack.management_tokens.create(
        {
            "name": "Import",
            "scope": [
                {"module": "$all", "acl": {"read": True, "write": True}},
                {"module": "branch", "branches": ["main"], "acl": {"read": True}},
            ],
        }
    )
    stack.webhooks.create(
        {
            "name": "Hook",
            "destinations": [{"target_url": "https://example.com", "authentication_type": "Basic"}],
            "channels": ["content_types.entries.publish", "content_types.post.entries.update"],
            "retry": {"auto": True},
        }
    )
    stack.workflows.create(
        {"name": "Review", "content_types": ["post"], "workflow_stages": [{"name": "Draft", "color": "#2196f3"}]}
    )
    stack.release_items("blt1").add(
        [{"uid": "blt2", "content_type_uid": "post", "locale": "en-us", "version": 1, "action": "publish"}]
    )
    stack.bulk.publish(
        entries=[{"uid": "blt2", "content_type": "post", "locale": "en-us", "version": 1}],
        assets=[{"uid": "blt3"}],
        environments=["production"],
        locales=["en-us"],
    )


def pass_annotated_variables(client: Client) -> None:
    stack = client.stack("api_key")
    title: TextFieldDict = {"data_type": "text", "uid": "title"}
    fields: list[FieldDict] = [title, {"data_type": "number", "uid": "price"}]
    body: ContentTypeInputDict = {"title": "Post", "uid": "post", "schema": fields}
    assert_type(stack.content_types.create(body), ContentType)
    environment: EnvironmentInputDict = {"name": "production"}
    stack.environments.create(environment)
    rule: RoleRuleInputDict = {"module": "asset", "assets": ["$all"], "acl": {"read": True}}
    stack.roles.create({"name": "Author", "rules": [rule]})


def models(client: Client) -> None:
    stack = client.stack("api_key")
    field = TextField(data_type="text", uid="title", field_metadata=FieldMetadata(default=True))
    assert_type(stack.content_types.create(ContentTypeInput(title="Post", uid="post", schema=[field])), ContentType)
    stack.environments.create(EnvironmentInput(name="production"))
    stack.environments.update("production", stack.environments.get("production"))


def models_in_mappings(client: Client) -> None:
    stack = client.stack("api_key")
    content_type = stack.content_types.get("post")
    fields = content_type.schema or []
    stack.content_types.update("post", {"schema": [*fields, {"data_type": "text", "uid": "subtitle"}]})
    stack.content_types.update("post", {"schema": fields, "title": "Post", "uid": "post"})
    role = stack.roles.get("blt1")
    stack.roles.update("blt1", {"name": "Author", "rules": role.rules or []})


def unknown_kinds_and_keys(client: Client) -> None:
    stack = client.stack("api_key")
    future = OtherField.from_dict({"data_type": "colour", "uid": "colour", "palette": ["red"]})
    more = TextField.from_dict({"data_type": "text", "uid": "title", "hint": "A new key"})
    stack.content_types.create({"title": "Post", "uid": "post", "schema": [future, more]})
    other = OtherRoleRuleInput(module="release", acl=RoleRightsInput(read=True))
    stack.roles.create({"name": "Author", "rules": [other]})
    stack.environments.create(EnvironmentInput.from_dict({"name": "production", "colour": "red"}))


def without_types(client: Client, body: dict[str, Any], fields: Sequence[dict[str, Any]]) -> None:
    stack = client.stack("api_key")
    assert_type(stack.content_types.create(body), ContentType)
    stack.content_types.create(json.loads("{}"))
    stack.content_types.create({"title": "Post", "uid": "post", "schema": fields})
    stack.content_types.create({"title": "Post", "uid": "post", "schema": body["schema"]})
    stack.content_types.with_raw_response.create(body)
    stack.webhooks.create(body)


def free_form(client: Client) -> None:
    entries = client.stack("api_key").entries("post")
    body = {"title": "Hello", "any": {"thing": [1, None]}, "price": 1.5}
    entries.create(body)
    entries.create({"title": "Hello", "colour": "red"})
    entries.update("blt1", body)


async def asynchronous(client: AsyncClient) -> None:
    stack = client.stack("api_key")
    body: ContentTypeInputDict = {"title": "Post", "uid": "post", "schema": [{"data_type": "text", "uid": "title"}]}
    assert_type(await stack.content_types.create(body), ContentType)
    assert_type((await stack.content_types.with_raw_response.create(body)).parsed, ContentType)
