"""Bodies with mistakes."""

from contentstack_cma import AsyncClient, Client
from contentstack_cma.models import ContentTypeInputDict, EnvironmentInput, EnvironmentInputDict, TextFieldDict


def wrong(client: Client) -> None:
    stack = client.stack("api_key")
    stack.environments.create({"nam": "production"})  # expect-error: nam
    stack.environments.create({"name": "a", "colour": "red"})  # expect-error: colour
    stack.environments.create({"name": 1})  # expect-error
    stack.environments.create(EnvironmentInput(nam="a"))  # expect-error
    stack.environments.create({"name": "a", "urls": [{"local": "en-us", "url": "u"}]})  # expect-error
    stack.environments.update("production", {"nam": "production"})  # expect-error: nam
    stack.environments.with_raw_response.create({"nam": "production"})  # expect-error: nam
    stack.webhooks.create({"name": "A", "channels": [], "destination": []})  # expect-error: destination
    stack.workflows.create({"name": "A", "content_types": ["a"], "workflow_stages": [{"nam": "D"}]})  # expect-error
    stack.release_items("blt1").add([{"uid": "blt2", "version": 1, "action": "deploy"}])  # expect-error
    stack.bulk.publish(entries=[{"uid": "a", "contenttype": "b"}], environments=["a"], locales=["b"])  # expect-error
    stack.bulk.publish(assets=[{"id": "blt2"}], environments=["a"], locales=["b"])  # expect-error


def wrong_fields(client: Client) -> None:
    types, fields = client.stack("api_key").content_types, client.stack("api_key").global_fields
    types.create({"titel": "A", "uid": "a", "schema": []})  # expect-error: titel
    types.create({"title": "A", "uid": "a", "schema": [], "optons": {}})  # expect-error: optons
    types.create({"title": "A", "uid": "a", "schema": [{"data_type": "txt", "uid": "t"}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "txt", "uid": "t"}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "id": "t"}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "uid": "t", "multipel": True}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "uid": "t", "blocks": []}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "uid": "t", "mandatory": "yes"}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "uid": "t", "display_type": "list"}]})  # expect-error
    types.update("a", {"schema": [{"data_type": "text", "uid": "t", "field_metadata": {"markdwn": 1}}]})  # expect-error
    fields.update("a", {"schema": [{"data_type": "nummer", "uid": "t"}]})  # expect-error
    fields.update("a", {"schema": [{"data_type": "group", "uid": "g", "schema": [{"uid": "x"}]}]})  # expect-error
    fields.update("a", {"schema": [{"data_type": "blocks", "uid": "b", "blocks": [{"id": "x"}]}]})  # expect-error


def wrong_rules(client: Client) -> None:
    roles = client.stack("api_key").roles
    roles.create({"name": "A", "rules": [{"module": "content_typ", "content_types": [], "acl": {}}]})  # expect-error
    roles.create({"name": "A", "rules": [{"module": "locale", "locale": [], "acl": {}}]})  # expect-error
    roles.create({"name": "A", "rules": [{"module": "asset", "assets": [], "acl": {"raed": True}}]})  # expect-error


def wrong_variables(client: Client) -> None:
    field: TextFieldDict = {"data_type": "text", "uid": "t", "multipel": True}  # expect-error: multipel, in both
    environment: EnvironmentInputDict = {"nam": "production"}  # expect-error: nam, in both
    body: ContentTypeInputDict = {"titel": "A", "uid": "a", "schema": [field]}  # expect-error: titel, in both
    client.stack("api_key").environments.create(body)  # expect-error
    client.stack("api_key").content_types.create(environment)  # expect-error


async def asynchronous(client: AsyncClient) -> None:
    stack = client.stack("api_key")
    await stack.environments.create({"nam": "production"})  # expect-error: nam
    await stack.content_types.update("a", {"schema": [{"data_type": "txt", "uid": "t"}]})  # expect-error
