"""People besides the demo user, for tests of who may do what. All of them come in by invitation."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.documents import Document
from tests.emulator.support.http_clients import connect

PASSWORD = "Secret@1"
ALL_BRANCHES = {"module": "branch", "branches": ["$all"], "acl": {"read": True}}


def find_role(stack: httpx.Client, name: str) -> str:
    """The uid of a role of the stack."""
    found = stack.get("/v3/roles").json()["roles"]
    return next(str(role["uid"]) for role in found if role["name"] == name)


def find_organization_role(client: httpx.Client, organization_uid: str, name: str) -> str:
    """The uid of a role of an organization."""
    found = client.get(f"/v3/organizations/{organization_uid}/roles").json()["roles"]
    return next(str(role["uid"]) for role in found if role["name"] == name)


def activate(emulator: Emulator, email: str) -> tuple[str, str]:
    """Activate somebody who was invited and sign them in; the uid and an authtoken."""
    token = next(m.token for m in reversed(emulator.messages) if (m.kind, m.to) == ("activation", email))
    names = {"first_name": "Some", "last_name": "Body", "password": PASSWORD, "password_confirmation": PASSWORD}
    with connect(emulator) as client:
        assert client.post(f"/v3/user/activate/{token}", json={"user": names}).is_success
        login = {"user": {"email": email, "password": PASSWORD}}
        user = client.post("/v3/user-session", json=login).json()["user"]
    return user["uid"], user["authtoken"]


@contextmanager
def join_organization(emulator: Emulator, role: str) -> Generator[httpx.Client]:
    """A client of somebody who has one role in the organization and works on no stack."""
    email = f"{emulator.clock.make_uid('')}@example.com"
    path = f"/v3/organizations/{emulator.organization_uid}/share"
    with connect(emulator, authtoken=emulator.authtoken) as owner:
        users = {email: [find_organization_role(owner, emulator.organization_uid, role)]}
        assert owner.post(path, json={"share": {"users": users}}).is_success
        _, authtoken = activate(emulator, email)
        with connect(emulator, authtoken=authtoken) as client:
            yield client
        owner.request("DELETE", path, json={"emails": [email]})


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works on the stack of `owner`, at first without a role; `client` calls in their name."""

    emulator: Emulator
    owner: httpx.Client
    client: httpx.Client
    uid: str
    email: str

    @property
    def api_key(self) -> str:
        """The API key of the stack."""
        return self.owner.headers["api_key"]

    def take(self, *roles: str) -> None:
        """Give the roles of these uids, and no others."""
        body = {"users": {self.uid: list(roles)}}
        assert self.owner.post("/v3/stacks/users/roles", json=body).is_success

    def take_built_in(self, name: str) -> None:
        """Give one of the roles that every stack has."""
        self.take(find_role(self.owner, name))

    def take_rules(self, *rules: Document) -> None:
        """Give a role with these rules; without one about branches, they hold in all of them."""
        in_all = [] if any(rule["module"] == "branch" for rule in rules) else [ALL_BRANCHES]
        body = {"role": {"name": self.emulator.clock.make_uid(), "rules": [*rules, *in_all]}}
        self.take(self.owner.post("/v3/roles", json=body).json()["role"]["uid"])


@contextmanager
def hire_colleague(emulator: Emulator, owner: httpx.Client) -> Generator[Colleague]:
    """Invite somebody to the stack of `owner` and sign them in."""
    email = f"{emulator.clock.make_uid('')}@example.com"
    assert owner.post("/v3/stacks/share", json={"emails": [email], "roles": {email: []}}).is_success
    uid, authtoken = activate(emulator, email)
    with connect(emulator, authtoken=authtoken, api_key=owner.headers["api_key"]) as client:
        yield Colleague(emulator, owner, client, uid, email)
    body = {"emails": [email]}
    owner.request("DELETE", f"/v3/organizations/{emulator.organization_uid}/share", json=body)
