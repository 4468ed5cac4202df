"""Variants of a group: versions of an entry for certain visitors."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    group = stack.variant_groups.create(name="Season")
    variants = stack.variants(group.uid)

    winter = variants.create(name="Winter")
    summer = variants.create(name="Summer")
    variants.update(winter.uid, name="Deep winter")

    print(variants.get(winter.uid).name)
    for found in variants.list():
        print(found.uid, found.name)

    for made in (winter, summer):
        variants.delete(made.uid)
    stack.variant_groups.delete(group.uid)
