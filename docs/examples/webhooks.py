"""Call another service when an entry is published."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    webhook = stack.webhooks.create(
        {
            "name": "Search index",
            "destinations": [{"target_url": "https://hooks.example.com/index"}],
            "channels": ["content_types.entries.publish"],
            "retry_policy": "manual",
        }
    )
    webhook.disabled = True
    print(stack.webhooks.update(webhook.uid, webhook).disabled)

    exported = stack.webhooks.export(webhook.uid)
    exported.name = "Index of entries"
    stack.webhooks.import_into(webhook.uid, exported)  # or a path, bytes, a file object
    print([found.name for found in stack.webhooks.list()])
    stack.webhooks.delete(webhook.uid)
