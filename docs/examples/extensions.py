"""Add custom fields and widgets to the entry editor."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    field = stack.extensions.create(
        {
            "title": "Colour",
            "type": "field",
            "data_type": "text",
            "src": "https://extensions.example.com/colour.html",
            "config": {"format": "hex"},
        }
    )
    page = b"<html><body>A widget</body></html>"
    widget = stack.extensions.upload(page, title="Word count", type_="widget", scope={"content_types": ["blog_post"]})

    stack.extensions.update(field.uid, {"title": "Colour", "type": "field", "config": {"format": "rgb"}})
    print(stack.extensions.get(field.uid).config)
    for found in stack.extensions.list(query={"type": "field"}):
        print(found.title, found.data_type)
    for made in (field, widget):
        stack.extensions.delete(made.uid)
