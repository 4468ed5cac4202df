"""List what was published or is scheduled, and cancel a scheduled item."""

from datetime import UTC, datetime, timedelta

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    blog = stack.entries("blog_post")
    entry = blog.create({"title": "Tomorrow", "url": "/tomorrow"})
    blog.publish(
        entry.uid, environments=["production"], locales=["en-us"], scheduled_at=datetime.now(UTC) + timedelta(days=1)
    )

    for item in stack.publish_queue.list(action="publish"):
        if item.entry and item.entry.uid == entry.uid:
            print(item.type_, item.action, item.scheduled_at)
            print(stack.publish_queue.get(item.uid).publish_details)
            stack.publish_queue.unschedule(item.uid)
    print(stack.publish_queue.count(), "items in the last 30 days")

    blog.delete(entry.uid)
