"""Branches: copy a stack, change the copy, compare both and merge."""

from contentstack_cma import Client
from contentstack_cma.models import FieldDict

with Client() as client:
    branches = client.stack("api_key").branches
    branches.create({"uid": "redesign", "source": "main"}, wait=True)
    redesign = client.stack("api_key", branch="redesign")
    title: FieldDict = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}
    redesign.content_types.create({"uid": "landing", "title": "Landing", "schema": [title]})

    for found in branches.compare(compare_branch="redesign"):
        print(found.type_, found.uid, found.status)
    print(branches.compare_content_type("landing", compare_branch="redesign").compare_branch)

    merged = branches.merge(
        compare_branch="redesign",
        base_branch="main",
        default_merge_strategy="merge_prefer_compare",
        merge_comment="The landing page is ready",
        no_revert=True,  # otherwise, a copy of main is made first
        wait=True,
    )
    print(merged.status, merged.failures)

    client.stack("api_key").content_types.delete("landing", force=True)
    branches.delete("redesign", force=True, wait=True)
