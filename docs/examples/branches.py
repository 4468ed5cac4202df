"""Branches: copy a stack, change the copy, compare both and merge."""

import time

from contentstack_cma import Client
from contentstack_cma.models import FieldDict

with Client() as client:
    branches = client.stack("api_key").branches
    branches.create({"uid": "redesign", "source": "main"})
    while "redesign" not in [branch.uid for branch in branches.list()]:
        time.sleep(1)  # the branch is created in the background
    redesign = client.stack("api_key", branch="redesign")
    title: FieldDict = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}
    redesign.content_types.create({"uid": "landing", "title": "Landing", "schema": [title]})

    for found in branches.compare(compare_branch="redesign"):
        print(found.type_, found.uid, found.status)
    print(branches.compare_content_type("landing", compare_branch="redesign").compare_branch)

    job = branches.merge(
        compare_branch="redesign",
        base_branch="main",
        default_merge_strategy="merge_prefer_compare",
        merge_comment="The landing page is ready",
        no_revert=True,  # otherwise, a copy of main is made first
    )
    while job.merge_details and job.merge_details.status == "in_progress":
        time.sleep(1)
        job = branches.get_merge(job.uid)
    print(job.merged_at, job.errors)

    client.stack("api_key").content_types.delete("landing", force=True)
    branches.delete("redesign", force=True)
