"""Publish, unpublish and delete several entries in one call each."""

from contentstack_cma import Client
from contentstack_cma.models import BulkEntryInput, BulkPublishEntryInput

with Client() as client:
    stack = client.stack("api_key")
    blog = stack.entries("blog_post")
    uids = [blog.create({"title": f"Story {number}", "url": f"/story-{number}"}).uid for number in (1, 2, 3)]

    entries = [BulkPublishEntryInput(uid, content_type="blog_post", locale="en-us") for uid in uids]
    started = stack.bulk.publish(
        entries=entries,
        locales=["en-us"],
        environments=["production", "development"],
        approvals=True,  # skip what still needs an approval
        api_version="3.2",
    )
    print(started.notice, started.job_id)

    stack.bulk.unpublish(entries=entries, locales=["en-us"], environments=["development"])
    deleted = stack.bulk.delete(entries=[BulkEntryInput(uid, "blog_post", locale="en-us") for uid in uids], wait=True)
    print(deleted.status, deleted.failures)
