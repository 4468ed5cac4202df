"""Create a content type, add a field and delete it."""

from contentstack_cma import Client
from contentstack_cma.models import FieldDict

with Client() as client:
    stack = client.stack("api_key")
    title: FieldDict = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}
    body: FieldDict = {
        "display_name": "Body",
        "uid": "body",
        "data_type": "text",
        "field_metadata": {"multiline": True},
    }

    stack.content_types.create({"title": "Recipe", "uid": "recipe", "schema": [title]})
    stack.content_types.update("recipe", {"title": "Recipe", "uid": "recipe", "schema": [title, body]})

    for content_type in stack.content_types.list(include_count=True):
        print(content_type.uid, content_type.title)
    for field in stack.content_types.get("recipe").schema or []:
        print(field.uid)
    stack.content_types.delete("recipe")
