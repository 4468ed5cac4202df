"""Update a stack, walk over its entries, try a change of all of them, list its users and change a setting."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")

    found = stack.fetch(include_collaborators=True)
    print(found.name, found.master_locale)
    stack.update({"name": found.name or "Demo stack", "description": "Where we try things"})

    for entry in stack.walk(locales=["en-us"]):
        print(entry["_content_type_uid"], entry.title)
    for outcome in stack.transform(lambda entry: {"tags": [entry.uid]}, dry_run=True):
        print(outcome.result or outcome)
    for user in stack.list_users():
        print(user.email)
    stack.update_settings({"rte": {"cs_breakline_on_enter": True}})
    print(stack.get_settings().rte)
