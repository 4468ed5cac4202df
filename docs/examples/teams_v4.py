"""Teams, version 4: roles in the organization, in stacks and in projects."""

from contentstack_cma import Client

with Client() as client:
    organization = client.organizations.list().items[0]
    teams = client.teams_v4

    team = teams.create(
        {"name": "Editors", "users": [], "stackRoleMapping": []},
        organization_uid=organization.uid,
    )
    teams.update(
        team.uid,
        {"projectRoles": [{"projectUid": "project_uid", "domain": "am", "roles": ["role_uid"]}]},
        organization_uid=organization.uid,
    )

    for found in teams.list(organization_uid=organization.uid, typeahead="Edit", group_roles_by_domain=True):
        print(found.name, found.roles_by_domain)

    teams.delete(team.uid, organization_uid=organization.uid)
