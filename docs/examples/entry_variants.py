"""Entry variants: the changes that a variant makes to an entry. Publish them with the entry."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    group = stack.variant_groups.create(name="Region", content_types=[{"uid": "blog_post", "status": "linked"}])
    north = stack.variants(group.uid).create(name="North")
    blog = stack.entries("blog_post")
    entry = blog.create({"title": "Weather", "url": "/weather"})

    variants = stack.entry_variants("blog_post", entry.uid)
    variants.save(north.uid, {"title": "Weather in the north"})
    latest = variants.save(north.uid, {"title": "Weather up north"})
    print(latest.version, latest.variant.change_set if latest.variant else None)

    print(variants.get(north.uid).title)
    print(blog.get(entry.uid, x_cs_variant_uid=north.uid).title)  # the entry, merged with the variant
    for found in variants.list(include_publish_details=True):
        print(found.title, found.publish_details)
    print([version.version for version in variants.list_versions(north.uid)])

    north_too = [{"uid": north.uid}]
    blog.publish(entry.uid, environments=["production"], locales=["en-us"], variants=north_too, nested=True)

    variants.delete(north.uid)
    blog.delete(entry.uid)
    stack.variants(group.uid).delete(north.uid)
    stack.variant_groups.delete(group.uid)
