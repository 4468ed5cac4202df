"""Get an organization, invite a user and remove the invitation."""

from contentstack_cma import Client

with Client() as client:
    organization = next(iter(client.organizations.list()))
    print(client.organizations.get(organization.uid, include_plan=True).plan)
    print([stack.name for stack in client.organizations.list_stacks(organization.uid)])

    roles = {role.name: role.uid for role in client.organizations.list_roles(organization.uid)}
    client.organizations.invite(organization.uid, users={"new@example.com": [roles["member"]]}, message="Welcome")
    for invitation in client.organizations.list_invitations(organization.uid):
        print(invitation.email, invitation.status)
    client.organizations.remove(organization.uid, ["new@example.com"])
