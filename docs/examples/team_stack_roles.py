"""The roles of a team in stacks."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    roles = [role.uid for role in stack.roles.list()]
    organization = client.organizations.list().items[0]
    team = client.teams(organization.uid).create(name="Reviewers")

    stack_roles = client.team_stack_roles(organization.uid, team.uid)
    stack_roles.add(stack_api_key=stack.api_key, roles=roles[:1])
    stack_roles.update(stack.api_key, roles[:2])
    for mapping in stack_roles.list():
        print(mapping.stack_api_key, mapping.roles)
    stack_roles.remove(stack.api_key)

    client.teams(organization.uid).delete(team.uid)
