"""Audit logs: who changed what in a stack."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    stack.environments.create({"name": "audited"})
    stack.environments.delete("audited")

    page = stack.audit_logs.list(desc="created_at", page_size=10, include_count=True)
    print(len(page.items), "of", page.count)
    for item in page.items:
        print(item.created_at, item.event_type, item.module, item.metadata.title if item.metadata else None)

    newest = stack.audit_logs.get(page.items[0].uid)
    print(newest.created_by, newest.remote_addr)
