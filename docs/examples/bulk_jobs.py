"""Follow the job that a bulk call started. Some stacks require a management token for this."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    entry = stack.entries("blog_post").create({"title": "In bulk", "url": "/in-bulk"})
    started = stack.bulk.publish(
        entries=[{"uid": entry.uid, "content_type": "blog_post", "locale": "en-us"}],
        locales=["en-us"],
        environments=["production"],
        api_version="3.2",
    )
    if started.job_id:
        print(stack.bulk_jobs.get(started.job_id).status)
        result = stack.bulk_jobs.wait(started, timeout=60)
        print(result.status, result.done, result.failures)
        for item in stack.bulk_jobs.list_items(started.job_id, type_="entry"):
            print(item.title, item.environment, item.publish_details)
    for task in stack.bulk_jobs.list(desc="updated_at"):
        print(task.job_id, task.action, task.errors)

    stack.entries("blog_post").delete(entry.uid)
