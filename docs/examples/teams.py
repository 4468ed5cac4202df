"""Teams: users of an organization who share roles."""

from contentstack_cma import Client

with Client() as client:
    organization = client.organizations.list().items[0]
    teams = client.teams(organization.uid)

    team = teams.create(name="Writers")
    teams.update(team.uid, description="They write.")
    print(teams.get(team.uid, include_user_details=True).description)

    for found in teams.list(typeahead="Writ"):
        print(found.name, found.users)

    teams.delete(team.uid)
