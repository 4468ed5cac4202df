"""Create the stacks that commands work on, through our SDK."""

from contentstack_cma import Stack, models
from tests.foreign.command_line.content import create_assets, create_entries
from tests.foreign.command_line.fields import GLOBAL_FIELDS, HOME, INGREDIENT, PERSON, build_recipe_type
from tests.foreign.command_line.settings import MASTER, create_extensions, create_rules, create_settings
from tests.foreign.command_line.terminal import Terminal

ENVIRONMENT = "staging"
"""The environment of the small stack."""


def create_empty(terminal: Terminal, name: str) -> Stack:
    """Create a stack that has nothing but its master locale."""
    organization_uid = terminal.emulator.organization_uid
    made = terminal.client.stacks.create({"name": name, "master_locale": MASTER}, organization_uid=organization_uid)
    return terminal.client.stack(str(made.api_key))


def create_rich(terminal: Terminal) -> Stack:
    """Create a stack that has something of everything."""
    stack = create_empty(terminal, "Kitchen")
    create_settings(stack)
    for global_field in GLOBAL_FIELDS:
        stack.global_fields.create(models.GlobalFieldInput.from_dict(global_field))
    # They refer to each other, so that each begins with its first two fields alone.
    types = (PERSON, INGREDIENT, build_recipe_type(*create_extensions(stack)), HOME)
    for content_type in types:
        begun = {**content_type, "schema": content_type["schema"][:2], "field_rules": []}
        stack.content_types.create(models.ContentTypeInput.from_dict(begun))
    for content_type in types:
        stack.content_types.update(content_type["uid"], models.ContentTypeUpdate.from_dict(content_type))
    create_rules(stack)
    create_entries(stack, create_assets(stack))
    return stack


def create_small(terminal: Terminal) -> Stack:
    """Create a stack with an environment, a content type, three entries and an asset."""
    stack = create_empty(terminal, "Larder")
    stack.environments.create({"name": ENVIRONMENT, "urls": []})
    stack.content_types.create(models.ContentTypeInput.from_dict(INGREDIENT))
    for number in range(3):
        stack.entries("ingredient").create({"title": f"Ingredient {number}", "grams": number})
    stack.assets.upload(b"Salt, 2 kg", file_name="list.txt")
    return stack
