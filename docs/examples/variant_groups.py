"""Variant groups: group variants and choose the content types that can use them."""

from contentstack_cma import Client

with Client() as client:
    groups = client.stack("api_key").variant_groups

    group = groups.create(name="Audience", content_types=[])
    groups.link_content_types(group.uid, content_types=[{"uid": "blog_post", "status": "linked"}])
    groups.update(group.uid, name="Audiences", description="Who reads")

    for found in groups.list(content_type="blog_post", include_variant_info=True, desc="created_at"):
        print(found.name, [variant.name for variant in found.variants or []])
    print(groups.get(group.uid).content_types)

    groups.link_content_types(group.uid, content_types=[{"uid": "blog_post", "status": "unlinked"}])
    groups.delete(group.uid)
