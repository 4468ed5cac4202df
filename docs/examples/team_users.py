"""The members of a team."""

from contentstack_cma import Client

with Client() as client:
    organization = client.organizations.list().items[0]
    me = client.users.get_current()
    team = client.teams(organization.uid).create(name="Editors")

    members = client.team_users(organization.uid, team.uid)
    members.add([str(me.email)])
    for member in members.list(include_user_details=True):
        print(member if isinstance(member, str) else member.email)
    members.remove(me.uid)

    client.teams(organization.uid).delete(team.uid)
