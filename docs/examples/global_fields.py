"""Define a group of fields once, use it in a content type and delete both."""

from contentstack_cma import Client
from contentstack_cma.models import FieldDict

with Client() as client:
    stack = client.stack("api_key")
    title: FieldDict = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}
    summary: FieldDict = {"display_name": "Summary", "uid": "summary", "data_type": "text"}
    seo: FieldDict = {"display_name": "SEO", "uid": "seo", "data_type": "global_field", "reference_to": "seo"}

    stack.global_fields.create({"title": "SEO", "uid": "seo", "schema": [summary]})
    stack.global_fields.update("seo", {"title": "Search engines", "uid": "seo", "schema": [summary]})
    stack.content_types.create({"title": "Recipe", "uid": "recipe", "schema": [title, seo]})

    print([field.title for field in stack.global_fields.list()])
    print(stack.global_fields.get("seo").title)
    stack.content_types.delete("recipe", force=True)
    stack.global_fields.delete("seo", force=True)
