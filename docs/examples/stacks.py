"""Create a stack, list your stacks and delete the new one."""

from contentstack_cma import Client

with Client() as client:
    organization = next(iter(client.organizations.list()))
    made = client.stacks.create({"name": "Playground", "master_locale": "en-us"}, organization_uid=organization.uid)

    for stack in client.stacks.list(organization_uid=organization.uid):
        print(stack.name, stack.api_key)
    client.stack(made.api_key or "").delete()
