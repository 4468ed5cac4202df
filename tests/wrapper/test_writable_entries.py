"""An entry that is read with everything included and written back in its writable form is unchanged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contentstack_cma import Authtoken, Client, Stack, models
from contentstack_cma_emulator import Emulator
from tests.foreign.command_line.content import PIXEL, File, Pool, build_contact, build_link, build_recipe
from tests.foreign.command_line.fields import GLOBAL_FIELDS, INGREDIENT, PERSON, TITLE, build_field, build_recipe_type
from tests.foreign.command_line.settings import create_extensions, create_settings

INCLUDED = ["author", "related", "related.author", "steps.uses", "blocks.quote.speaker", "author.favourites"]
OTHER = build_field("old_author", data_type="reference", reference_to="person")
"""A reference field of the old form, which names a single content type."""


@dataclass(frozen=True)
class Kitchen:
    """A stack with a recipe that has a value in a field of every kind."""

    stack: Stack
    recipe_uid: str
    content_type: models.ContentType

    def read_with_everything(self) -> models.Entry:
        """Return the recipe with everything that a call can include."""
        (entry,) = self.stack.entries("recipe").list(
            query={"uid": self.recipe_uid},
            include=INCLUDED,
            include_branch=True,
            include_count=True,
            include_embedded_items=["BASE"],
            include_metadata=True,
            include_publish_details=True,
            include_workflow=True,
            include_asset_scan_status=True,
        )
        return entry


@pytest.fixture(scope="module")
def kitchen() -> Iterator[Kitchen]:
    with (
        Emulator(work_delay=0) as emulator,
        Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url, pace=None) as client,
    ):
        made = client.stacks.create(
            {"name": "Kitchen", "master_locale": "en-us"}, organization_uid=emulator.organization_uid
        )
        yield create_kitchen(client.stack(str(made.api_key)))


def create_kitchen(stack: Stack) -> Kitchen:
    create_settings(stack)
    for global_field in GLOBAL_FIELDS:
        stack.global_fields.create(models.GlobalFieldInput.from_dict(global_field))
    recipe_type = build_recipe_type(*create_extensions(stack))
    recipe_type["schema"].append(OTHER)
    for content_type in (PERSON, INGREDIENT, recipe_type):
        begun = {**content_type, "schema": [TITLE, content_type["schema"][1]], "field_rules": []}
        stack.content_types.create(models.ContentTypeInput.from_dict(begun))
    for content_type in (PERSON, INGREDIENT, recipe_type):
        stack.content_types.update(content_type["uid"], models.ContentTypeUpdate.from_dict(content_type))
    uid = create_recipe(stack)
    return Kitchen(stack, uid, stack.content_types.get("recipe", include_global_field_schema=True))


def create_recipe(stack: Stack) -> str:
    uploaded = [stack.assets.upload(PIXEL + bytes([number]), file_name=f"{number}.png") for number in range(2)]
    files = [File(asset.uid, str(asset.url)) for asset in uploaded]
    stack.assets.publish(files[0].uid, environments=["production"], locales=["en-us"])
    ingredient = stack.entries("ingredient").create({"title": "Salt", "grams": 1}).uid
    person = stack.entries("person").create({"title": "Cook", "contact": build_contact(1)}).uid
    stack.entries("person").update(person, {"favourites": [build_link("person", person)]})
    recipes = stack.entries("recipe")
    first = recipes.create({"title": "First", "url": "/first", "author": [build_link("person", person)]}).uid
    values = build_recipe(3, Pool(files, [person], [ingredient]), first)
    values["related"] = [build_link("recipe", first), build_link("person", person)]
    values["old_author"] = [person]
    values["extra"] = {"picked": [stack.assets.get(files[0].uid).to_dict()], "entry": recipes.get(first).to_dict()}
    uid = recipes.create(values).uid
    recipes.publish(uid, environments=["production"], locales=["en-us"])
    return uid


def keep_content(entry: models.Entry) -> dict[str, Any]:
    """Return what an update that changes nothing leaves as it is."""
    content = entry.to_dict()
    for name in ("_version", "updated_at", "updated_by"):
        del content[name]
    for document in find_documents(content):
        del document["_version"]  # the version of the entry in which it was written
    return content


def find_documents(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") == "doc":
            yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from find_documents(item)


def test_every_field_of_the_type_has_a_value(kitchen: Kitchen) -> None:
    entry = kitchen.read_with_everything()
    assert [field["uid"] for field in kitchen.content_type["schema"] if entry.get(field["uid"]) in (None, [], {})] == []
    assert entry["author"][0]["title"] == "Cook"
    assert entry["photo"]["filename"] == "1.png"
    assert "_embedded_items" in entry


def test_an_update_in_writable_form_changes_nothing(kitchen: Kitchen) -> None:
    before = kitchen.read_with_everything()
    kitchen.stack.entries("recipe").update(before.uid, before.writable(kitchen.content_type))
    after = kitchen.read_with_everything()
    assert after.version == (before.version or 0) + 1
    assert keep_content(after) == keep_content(before)


def test_an_update_with_the_entry_itself_changes_nothing(kitchen: Kitchen) -> None:
    before = kitchen.read_with_everything()
    kitchen.stack.entries("recipe").update(before.uid, before)
    assert keep_content(kitchen.read_with_everything()) == keep_content(before)


def test_the_writable_form_of_a_copy_is_that_of_the_original(kitchen: Kitchen) -> None:
    original = kitchen.read_with_everything().writable(kitchen.content_type)
    copy = kitchen.stack.entries("recipe").create({**original, "title": "Copy", "url": "/copy"})
    written = copy.writable(kitchen.content_type) | {"title": original["title"], "url": original["url"]}
    written.pop("_metadata", None)
    original.pop("_metadata", None)
    for document in [*find_documents(written), *find_documents(original)]:
        del document["_version"]
    assert written == original


def test_only_the_content_type_tells_a_photo_from_a_custom_field(kitchen: Kitchen) -> None:
    entry = kitchen.read_with_everything()
    with pytest.raises(ValueError, match=r"looks like .* pass the content type"):
        entry.writable()
    written = entry.writable(kitchen.content_type)
    assert written["extra"] == entry["extra"]
    assert written["photo"] == entry["photo"]["uid"]
