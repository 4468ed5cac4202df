"""What a call returns with and without `wait`."""

from typing import assert_type

from contentstack_cma import AsyncStack, Stack
from contentstack_cma.bulk import JobResult, Progress
from contentstack_cma.models import Branch, BulkOperationResponse, MergeJob, PublishResponse
from contentstack_cma_client.types import Response

PLACES = ["production"]
LOCALES = ["en-us"]


def show(progress: Progress) -> None:
    """Show progress."""


def call(stack: Stack) -> None:
    blog = stack.entries("blog_post")
    assert_type(blog.publish("e1", environments=PLACES, locales=LOCALES), PublishResponse)
    assert_type(blog.publish("e1", environments=PLACES, locales=LOCALES, wait=True, progress=show), JobResult)
    assert_type(blog.unpublish("e1", environments=PLACES, locales=LOCALES, wait=True, wait_timeout=None), JobResult)
    assert_type(stack.assets.publish("a1", environments=PLACES, locales=LOCALES), PublishResponse)
    assert_type(stack.assets.unpublish("a1", environments=PLACES, locales=LOCALES, wait=True), JobResult)
    assert_type(stack.bulk.publish(environments=PLACES, locales=LOCALES), BulkOperationResponse)
    assert_type(stack.bulk.publish(environments=PLACES, locales=LOCALES, wait=True, progress=True), JobResult)
    assert_type(stack.bulk.delete(wait=False), BulkOperationResponse)
    assert_type(stack.bulk.delete(wait=True), JobResult)
    assert_type(stack.branches.create({"uid": "dev", "source": "main"}, wait=True), Branch)
    assert_type(stack.branches.wait("dev"), Branch)
    assert_type(stack.releases.deploy("r1", environments=PLACES, action="publish"), PublishResponse)
    assert_type(stack.releases.deploy("r1", environments=PLACES, action="publish", wait=True), JobResult)
    assert_type(stack.bulk_jobs.wait("j1", timeout=60), JobResult)
    raw = blog.with_raw_response.publish("e1", environments=PLACES, locales=LOCALES)
    assert_type(raw, Response[PublishResponse])


async def call_asynchronously(stack: AsyncStack) -> None:
    job = await stack.branches.merge(compare_branch="dev", default_merge_strategy="ignore", merge_comment="Go")
    assert_type(job, MergeJob)
    assert_type(await stack.branches.wait_for_merge(job), JobResult)
    merged = await stack.branches.merge(
        compare_branch="dev", default_merge_strategy="ignore", merge_comment="Go", wait=True
    )
    assert_type(merged.raise_for_failures(), JobResult)
