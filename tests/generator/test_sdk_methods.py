"""Which method makes which call, worked out from the description and the wrapper's source."""

import copy
import textwrap
from pathlib import Path

from generator.bundle import bundle, list_operations
from generator.handwritten import read_handwritten
from generator.layout import Layout
from generator.sdk_methods import find_resources, find_uncalled, group_by_operation

DESCRIPTION = bundle(Layout().spec)
KNOWN = find_resources(DESCRIPTION, Layout())


def find_offers(operation: str) -> set[str]:
    return {f"{expression}.{name}" for expression, name, _ in group_by_operation(KNOWN)[operation]}


def test_every_operation_is_offered() -> None:
    assert find_uncalled(DESCRIPTION, KNOWN) == []


def test_an_operation_of_a_generated_class() -> None:
    assert find_offers("list_environments") == {"stack.environments.list"}
    assert find_offers("import_content_type") == {"stack.content_types.import_"}


def test_one_operation_may_be_offered_in_several_places() -> None:
    assert find_offers("get_stacks") == {"stack.fetch", "client.stacks.list"}
    assert find_offers("list_assets") == {
        "stack.assets.list",
        "stack.assets.count",
        "stack.assets.snapshot",
        "stack.asset_folders.list",
    }


def test_a_class_that_stands_on_two_scopes_is_one() -> None:
    description = copy.deepcopy(DESCRIPTION)
    for _, _, operation in list_operations(description):
        if operation["tags"] == ["Environments"]:
            operation["x-methods"] += [{**entry, "scope": "client"} for entry in operation["x-methods"]]
    (environments,) = [each for each in find_resources(description, Layout()) if each.name == "environments"]
    assert environments.expressions == {"stack": "stack.environments", "client": "client.environments"}
    offered = group_by_operation([environments])["get_environment"]
    assert [(expression, name) for expression, name, _ in offered] == [
        ("stack.environments", "get"),
        ("client.environments", "get"),
    ]


def test_a_handwritten_method_replaces_the_generated_one() -> None:
    assert find_offers("update_asset_folder") == {"stack.asset_folders.rename", "stack.asset_folders.move"}
    assert find_offers("update_asset") == {"stack.assets.update", "stack.assets.replace"}
    assert find_offers("create_entry") == {"stack.entries(content_type_uid).create"}
    assert find_offers("log_out") == {"client.logout"}


def test_methods_stand_in_the_order_a_reader_wants() -> None:
    entries = next(resource for resource in KNOWN if resource.name == "entries")
    assert [method.name for method in entries.methods][:5] == ["list", "get", "create", "update", "delete"]
    assert entries.path == "contentstack_cma._sync.entries.Entries"
    finders = ["unpublished", "unpublished_changes", "stale", "changed_since"]
    assert entries.others[:4] == finders
    assert entries.others[-1] == "localize"


def test_calls_are_found_in_private_helpers_however_they_call_each_other(tmp_path: Path) -> None:
    source = """
        class Things:
            def open(self):
                return self._open(1)

            def _open(self, depth):
                from contentstack_cma_client.api.things import open_thing, read_thing
                self._again(depth)

            def _again(self, depth):
                self._open(depth)

            @property
            def name(self):
                return self._name
    """
    (tmp_path / "things.py").write_text(textwrap.dedent(source), encoding="utf-8")
    found = read_handwritten(tmp_path)
    assert found["Things"].path == f"contentstack_cma.{tmp_path.name}.things.Things"
    assert found["Things"].members == {"open": ("open_thing", "read_thing"), "name": ()}


def test_methods_are_inherited_from_classes_of_the_same_folder(tmp_path: Path) -> None:
    finders = """
        class Finders(generated.Things):
            def stale(self):
                from contentstack_cma_client.api.things import list_things

            def open(self):
                from contentstack_cma_client.api.things import read_thing
    """
    things = """
        class Things(Finders):
            def open(self):
                from contentstack_cma_client.api.things import open_thing
    """
    for name, source in (("finders", finders), ("things", things)):
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
    found = read_handwritten(tmp_path)["Things"]
    assert found.members == {"stale": ("list_things",), "open": ("open_thing",)}
    assert found.path == f"contentstack_cma.{tmp_path.name}.things.Things"
