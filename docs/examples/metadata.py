"""Store data of an extension with an entry, without a new version of the entry."""

from contentstack_cma import Client
from contentstack_cma.models import ExtensionMetadataInput, ExtensionMetadataUpdate

with Client() as client:
    stack = client.stack("api_key")
    entry = stack.entries("blog_post").create({"title": "Hello", "url": "/hello"})
    review = stack.extensions.create({"title": "Review", "type": "widget", "srcdoc": "<html></html>"})
    about = {"type": "entry", "entity_uid": entry.uid, "_content_type_uid": "blog_post", "extension_uid": review.uid}
    kept = stack.metadata.create(ExtensionMetadataInput.from_dict({**about, "reviewer": "Ada"}))  # with a custom key

    stack.metadata.update(kept.uid, ExtensionMetadataUpdate.from_dict({"reviewer": "Grace"}))
    print(stack.metadata.get(kept.uid)["reviewer"])
    for found in stack.metadata.list(query={"extension_uid": review.uid}):
        print(found.entity_uid, found.locale)

    print(stack.metadata.publish(kept.uid, environments=["production"], locales=["en-us"]).notice)
    stack.metadata.unpublish(kept.uid, environments=["production"], locales=["en-us"])
    stack.metadata.delete(kept.uid)
    stack.extensions.delete(review.uid)
    stack.entries("blog_post").delete(entry.uid)
