"""List the calls of a webhook and retry a failed one."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    webhook = stack.webhooks.create(
        {
            "name": "New posts",
            "destinations": [{"target_url": "https://hooks.example.com/posts"}],
            "channels": ["content_types.blog_post.entries.create"],
            "retry_policy": "manual",
        }
    )
    entry = stack.entries("blog_post").create({"title": "News", "url": "/news"})
    for execution in stack.webhook_executions.list(webhook.uid):
        print(execution.created_at, execution.channel, execution.status)
        if execution.status != 200:
            print(stack.webhook_executions.get(execution.uid).request_details)
            stack.webhook_executions.retry(execution.uid)
    stack.entries("blog_post").delete(entry.uid)
    stack.webhooks.delete(webhook.uid)
