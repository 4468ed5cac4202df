"""What editors offer while user code is typed: pyright (as in VS Code), and jedi (as in IPython and notebooks)."""

import re
from collections.abc import Iterator

import jedi  # type: ignore[import-untyped]
import pytest

from benchmarks.language_server import LanguageServer, open_language_server

START = """
from contentstack_cma import ApiError, Client

client = Client(authtoken="token")
stack = client.stack("api_key")
"""

FIELD_KINDS = "text number boolean isodate file link reference group blocks global_field taxonomy json"
MODULES = "branch branch_alias content_type entry field asset folder environment locale taxonomy"
RULE_KEYS = "module content_types environments locales assets taxonomies acl restrict"
INNER = 'stack.content_types.create({"title": "Post", "uid": "post", "schema": [%s]})'

ATTRIBUTES = {
    "client": ("client.|", "stack stacks organizations users tasks request close with_options"),
    "resource of a client": ("client.users.|", "activate get_current update_current with_raw_response with_options"),
    "stack": ("stack.|", "entries content_types assets bulk roles releases api_key branch fetch with_options"),
    "entries": ('stack.entries("post").|', "create update get list delete publish localize with_raw_response"),
    "resource of a stack": ("stack.environments.|", "create get list update delete with_raw_response"),
    "handwritten resource": ("stack.assets.|", "upload replace get list delete download publish"),
    "bulk": ("stack.bulk.|", "publish unpublish delete add_to_release with_raw_response"),
    "keywords of a create": ('stack.entries("post").create({}, l|)', "locale="),
    "keywords of bulk publish": (
        "stack.bulk.publish(|)",
        "entries= assets= environments= locales= publish_with_reference=",
    ),
    "entry": ('stack.entries("post").get("blt1").|', "uid title locale created_at tags version publish_details"),
    "page": ('stack.entries("post").list().|', "items count"),
    "item of a page": ('for entry in stack.entries("post").list():\n    entry.|', "uid title locale"),
    "raw methods": ("stack.environments.with_raw_response.|", "create get list update delete"),
    "raw response": ('stack.environments.with_raw_response.get("a").|', "status_code headers parsed notice json"),
    "error": ("try:\n    stack.fetch()\nexcept ApiError as error:\n    error.|", "status error_code errors request_id"),
    "enum": ("from contentstack_cma.models import ReleaseAction\nReleaseAction.|", "PUBLISH UNPUBLISH"),
    "import": ("from contentstack_cma import |", "Client AsyncClient Login OAuth ApiError NotFoundError"),
}
"""Code, and some of the names to offer at the mark."""

KEYS = {
    "content type": ('stack.content_types.create({"|"})', "title uid schema description options field_rules"),
    "options": ('stack.content_types.update("a", {"schema": [], "options": {"|"}})', "is_page singleton url_pattern"),
    "field": (INNER % '{"|"}', "data_type uid display_name mandatory multiple unique field_metadata reference_to"),
    "data type": (INNER % '{"data_type": "|"}', FIELD_KINDS),
    "text": (INNER % '{"data_type": "text", "|"}', "uid format error_messages display_type enum extension_uid config"),
    "file": (INNER % '{"data_type": "file", "extensions": [], "|"}', "dimension min max"),
    "display": (INNER % '{"data_type": "text", "uid": "a", "display_type": "|"}', "dropdown radio checkbox"),
    "metadata": (
        INNER % '{"data_type": "text", "uid": "a", "field_metadata": {"|"}}',
        "multiline markdown allow_rich_text rich_text_type default_value description",
    ),
    "field in a group": (INNER % '{"data_type": "group", "uid": "a", "schema": [{"|"}]}', "data_type uid"),
    "block": (INNER % '{"data_type": "blocks", "uid": "a", "blocks": [{"|"}]}', "uid title schema reference_to"),
    "field in a block": (
        INNER % '{"data_type": "blocks", "uid": "a", "blocks": [{"uid": "b", "schema": [{"|"}]}]}',
        "data_type uid display_name",
    ),
    "field of a global field": ('stack.global_fields.update("a", {"schema": [{"|"}]})', "data_type uid"),
    "rule": ('stack.roles.create({"name": "a", "rules": [{"|"}]})', RULE_KEYS),
    "module": ('stack.roles.create({"name": "a", "rules": [{"module": "|"}]})', MODULES),
    "rights": (
        'stack.roles.create({"name": "a", "rules": [{"module": "asset", "assets": [], "acl": {"|"}}]})',
        "read create update delete publish sub_acl",
    ),
    "webhook": ('stack.webhooks.create({"|"})', "name destinations channels retry_policy"),
    "channel": (
        'stack.webhooks.create({"name": "a", "destinations": [], "channels": ["|"]})',
        "content_types.create content_types.entries.publish assets.create jobs.environments.publish.completed",
    ),
    "destination": ('stack.webhooks.create({"name": "a", "destinations": [{"|"}]})', "target_url custom_header"),
    "workflow": ('stack.workflows.create({"|"})', "name content_types workflow_stages enabled"),
    "stage": ('stack.workflows.create({"name": "a", "workflow_stages": [{"|"}]})', "name color next_available_stages"),
    "entry lock": (
        'stack.workflows.create({"name": "a", "workflow_stages": [{"name": "b", "entry_lock": "|"}]})',
        "$none $others $all",
    ),
    "release item": ('stack.release_items("a").add([{"|"}])', "uid content_type_uid locale version action"),
    "release action": ('stack.release_items("a").add([{"uid": "b", "action": "|"}])', "publish unpublish"),
    "bulk entry": (
        'stack.bulk.publish(locales=["en-us"], environments=["production"], entries=[{"|"}])',
        "uid content_type locale version variants",
    ),
    "annotated variable": (
        'from contentstack_cma.models import EnvironmentInputDict\nbody: EnvironmentInputDict = {"|"}',
        "name urls",
    ),
}
"""Code, and some of the keys or values to offer at the mark, which jedi does not complete."""

PARTS_OF_PROPERTIES = {"attrname", "func", "lock", "fget", "fset"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with open_language_server(tmp_path_factory.mktemp("user")) as running:
        yield running


@pytest.mark.parametrize(("code", "names"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_pyright_completes_attributes(server: LanguageServer, code: str, names: str) -> None:
    found = set(server.complete(START + code))
    assert set(names.split()) - found == set()
    assert found & PARTS_OF_PROPERTIES == set()


@pytest.mark.parametrize(("code", "names"), KEYS.values(), ids=KEYS)
def test_pyright_completes_bodies(server: LanguageServer, code: str, names: str) -> None:
    found = {label.strip('"') for label in server.complete(START + code)}
    assert set(names.split()) - found == set()


def test_pyright_offers_only_the_kinds_of_field_that_have_the_keys_so_far(server: LanguageServer) -> None:
    found = server.complete(START + INNER % '{"data_type": "file", "dimension": {}, "|"}')
    assert '"extensions"' in found
    assert '"blocks"' not in found


@pytest.mark.parametrize(("code", "names"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_jedi_completes_attributes(code: str, names: str) -> None:
    before, _, after = (START + code).rpartition("|")
    script = jedi.Script(before + after)
    line, column = before.count("\n") + 1, len(re.split("\n", before)[-1])
    found = {completion.name for completion in script.complete(line, column)}
    assert set(names.split()) - found == set()
    assert found & PARTS_OF_PROPERTIES == set()
