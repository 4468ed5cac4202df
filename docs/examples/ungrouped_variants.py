"""Variants without a group."""

from contentstack_cma import Client

with Client() as client:
    variants = client.stack("api_key").ungrouped_variants

    red = variants.create(uid="red", name="Red")
    blue = variants.create(name="Blue")

    print(variants.get(red.uid).name)
    for found in variants.list(uids=[red.uid, blue.uid]):
        print(found.uid, found.name)

    for made in (red, blue):
        variants.delete(made.uid)
