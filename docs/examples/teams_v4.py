"""Teams, version 4: roles in the organization, in stacks and in projects."""

from contentstack_cma import Client

with Client() as client:
    organization = client.organizations.list().items[0]
    teams = client.teams_v4

    team = teams.create(organization_uid=organization.uid, name="Editors", users=[], stack_role_mapping=[])
    teams.update(
        team.uid,
        organization_uid=organization.uid,
        project_roles=[{"projectUid": "project_uid", "domain": "am", "roles": ["role_uid"]}],
    )

    for found in teams.list(organization_uid=organization.uid, typeahead="Edit", group_roles_by_domain=True):
        print(found.name, found.roles_by_domain)

    teams.delete(team.uid, organization_uid=organization.uid)
