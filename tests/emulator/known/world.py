"""A stack in which every call makes sense: what scenarios need is made when first asked for."""

import json
import uuid
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.secrets import compute_code_challenge
from tests.emulator.support import workflows
from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model
from tests.emulator.support.http_clients import connect
from tests.emulator.support.users import find_organization_role, find_role, hire_colleague
from tests.emulator.support.webhook_receiver import Receiver, run_receiver, wait_until

ENVIRONMENT = "live"
FRENCH = "fr-fr"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
NESTED = {"api_version": "3.2"}
V2 = {"bulk_version": "2.0"}


def make_name(prefix: str = "Some") -> str:
    """Return a name that nothing else has."""
    return f"{prefix} {uuid.uuid4().hex[:8]}"


def make_uid(prefix: str = "some") -> str:
    """Return a uid that nothing else has."""
    return f"{prefix}_{uuid.uuid4().hex[:8]}"


@dataclass(eq=False)
class World:
    """The demo user in a stack of its own, with whom and what there is besides."""

    emulator: Emulator
    stack: httpx.Client
    user: httpx.Client
    bare: httpx.Client
    closing: ExitStack

    @property
    def organization(self) -> str:
        """Where the calls on the organization lie."""
        return f"/v3/organizations/{self.emulator.organization_uid}"

    def add(self, path: str, key: str, body: Fields, **headers: str) -> Fields:
        """Create something, which must be accepted, and return it."""
        response = self.stack.post(path, json={key: body}, headers=headers)
        assert response.is_success, response.text
        made: Fields = response.json()[key]
        return made

    @cached_property
    def me(self) -> Fields:
        """The demo user."""
        account: Fields = self.user.get("/v3/user").json()["user"]
        return account

    @cached_property
    def environment(self) -> Fields:
        """An environment with an address."""
        urls = [{"locale": "en-us", "url": "http://example.com/"}]
        return self.add("/v3/environments", "environment", {"name": ENVIRONMENT, "urls": urls})

    @cached_property
    def french(self) -> str:
        """The code of a second locale."""
        body = {"name": "French", "code": FRENCH, "fallback_locale": "en-us"}
        return str(self.add("/v3/locales", "locale", body)["code"])

    @cached_property
    def notes(self) -> Entries:
        """Entries of a page type."""
        url = build_field("url", field_metadata={"_default": True})
        return create_model(self.stack, url, build_field("text"), is_page=True, url_pattern="/:title", url_prefix="/")

    @cached_property
    def developer(self) -> str:
        """The uid of a role."""
        return find_role(self.stack, "Developer")

    @cached_property
    def colleague(self) -> Fields:
        """Somebody else who works on the stack."""
        hired = self.closing.enter_context(hire_colleague(self.emulator, self.stack))
        return {"uid": hired.uid, "email": hired.email}

    @cached_property
    def receiver(self) -> Receiver:
        """A server that takes the calls of webhooks."""
        return self.closing.enter_context(run_receiver())

    def create_note(self, **more: Any) -> Fields:
        """Make an entry."""
        return self.notes.add({"title": make_name("Note"), "url": f"/{make_uid()}", "text": "x", "tags": ["a"]} | more)

    def upload_file(self) -> httpx.Response:
        """Upload a file into a folder."""
        form = {"asset[parent_uid]": self.folder(), "asset[title]": "A file", "asset[tags]": "a,b"}
        return self.stack.post("/v3/assets", files={"asset[upload]": ("a.txt", b"x", "text/plain")}, data=form)

    def asset(self) -> str:
        """Return the uid of a file, which is published."""
        uid = str(self.upload_file().json()["asset"]["uid"])
        assert self.stack.post(f"/v3/assets/{uid}/publish", json=self.build_target("asset")).is_success
        return uid

    def create_used_asset(self) -> str:
        """Return the uid of a file that an entry holds."""
        uid = self.asset()
        create_model(self.stack, build_field("file", "file")).add({"title": make_name(), "file": uid})
        return uid

    def create_linked_entry(self) -> str:
        """Return the uid of an entry that another one refers to."""
        uid = str(self.create_note()["uid"])
        links = create_model(self.stack, build_reference("link", self.notes.content_type))
        links.add({"title": make_name(), "link": [{"uid": uid, "_content_type_uid": self.notes.content_type}]})
        return uid

    def folder(self, parent: str | None = None) -> str:
        """Make a folder of assets and return its uid."""
        return str(self.add("/v3/assets/folders", "asset", {"name": make_name("Folder"), "parent_uid": parent})["uid"])

    def build_target(self, kind: str) -> Fields:
        """Return the body that publishes something."""
        return {kind: {"environments": [self.environment["name"]], "locales": ["en-us"]}}

    def upload(self, path: str, key: str, content: Fields) -> httpx.Response:
        """Send a JSON file."""
        return self.stack.post(path, files={key: (f"{key}.json", json.dumps(content), "application/json")})

    def workflow(self, **more: Any) -> Fields:
        """Make a workflow, not in force."""
        stages = [workflows.build_stage("Draft"), workflows.build_stage("Review")]
        people: Fields = {"admin_users": {"users": []}}
        shape: Fields = people | {"branches": ["main"], "content_types": ["$all"], "enabled": False}
        body = {"name": make_name("Workflow"), "workflow_stages": stages} | shape | more
        return self.add(workflows.WORKFLOWS, "workflow", body)

    @cached_property
    def ruled(self) -> str:
        """The uid of a content type with publish rules, which stand in nobody's way there."""
        return create_model(self.stack).content_type

    def build_rule(self) -> Fields:
        """Return a publish rule."""
        workflow = self.workflow(content_types=[self.ruled])
        return {
            "workflow": workflow["uid"],
            "workflow_stage": workflow["workflow_stages"][1]["uid"],
            "actions": [],
            "branches": ["main"],
            "content_types": [self.ruled],
            "locales": ["en-us"],
            "environment": self.environment["uid"],
            "approvers": {"users": [self.me["uid"]], "roles": [self.developer]},
        }

    @cached_property
    def stage(self) -> str:
        """The uid of a stage of a workflow in force for the notes."""
        workflow = self.workflow(content_types=[self.notes.content_type], enabled=True)
        return str(workflow["workflow_stages"][1]["uid"])

    def set_stage(self) -> httpx.Response:
        """Take an entry to a stage, as a task of the demo user."""
        person = {"uid": self.me["uid"], "name": "Username", "email": self.me["email"]}
        sent = {"uid": self.stage, "comment": "Look", "due_date": "Thu Dec 01 2018", "notify": False}
        body = {"workflow": {"workflow_stage": sent | {"assigned_to": [person], "assigned_by_roles": []}}}
        return self.notes.send(self.create_note()["uid"], "workflow", body)

    def release(self) -> str:
        """Make a release and return its uid."""
        return str(self.add("/v3/releases", "release", {"name": make_name("Release"), "description": ""})["uid"])

    def create_filled_release(self) -> str:
        """Make a release that holds an entry and return its uid."""
        uid = self.release()
        assert self.stack.post(f"/v3/releases/{uid}/items", json={"items": [self.item()]}).is_success
        return uid

    def deploy(self, uid: str, **more: Any) -> httpx.Response:
        """Deploy a release."""
        body = {"environments": [self.environment["name"]], "action": "publish"} | more
        return self.stack.post(f"/v3/releases/{uid}/deploy", json={"release": body})

    def item(self) -> Fields:
        """Return an entry as an item of a release."""
        note = self.create_note()
        where = {"content_type_uid": self.notes.content_type, "locale": "en-us"}
        return {"uid": note["uid"], "version": note["_version"], "action": "publish", **where}

    def webhook(self, **more: Any) -> Fields:
        """Make a webhook that calls the receiver when an environment is made."""
        headers = [{"header_name": "Custom", "value": "testing"}]
        target = {
            "target_url": self.receiver.url,
            "http_basic_auth": "basic",
            "http_basic_password": "test",
            "custom_header": headers,
        }
        shape: Fields = {"channels": ["environments.create"], "branches": ["main"], "retry_policy": "manual"}
        shape |= {"disabled": False, "concise_payload": True, "notifiers": "user@example.com"}
        body = {"name": make_name("Webhook"), "destinations": [target]}
        return self.add("/v3/webhooks", "webhook", body | shape | more)

    def create_execution(self) -> tuple[str, str]:
        """Return the uids of a webhook and of a call of it that was made."""
        webhook = self.webhook()
        self.add("/v3/environments", "environment", {"name": make_uid("env")})
        path = f"/v3/webhooks/{webhook['uid']}/executions"
        wait_until(lambda: any(item["request_details"] for item in self.stack.get(path).json()["webhooks"]))
        self.stack.put(f"/v3/webhooks/{webhook['uid']}", json={"webhook": {"disabled": True}})
        return webhook["uid"], self.stack.get(path).json()["webhooks"][0]["uid"]

    def new_team(self) -> httpx.Response:
        """Make a team of the demo user."""
        body = {"name": make_name("Team"), "users": [self.me["uid"]], "stackRoleMapping": [self.build_role_mapping()]}
        response = self.user.post(f"{self.organization}/teams", json=body | {"organizationRole": self.member})
        self.closing.callback(self.user.delete, f"{self.organization}/teams/{response.json()['uid']}")
        return response

    def team(self) -> str:
        """Make a team and return where it lies."""
        return f"{self.organization}/teams/{self.new_team().json()['uid']}"

    def build_role_mapping(self) -> Fields:
        """Return roles in the stack as a team gives them."""
        return {"stackApiKey": self.stack.headers["api_key"], "roles": [self.developer]}

    @cached_property
    def member(self) -> str:
        """The uid of the role of plain members of the organization."""
        return find_organization_role(self.user, self.emulator.organization_uid, "member")

    def share(self, users: Fields) -> httpx.Response:
        """Invite people, by address, with roles in the organization."""
        path = f"{self.organization}/share"
        self.closing.callback(self.user.request, "DELETE", path, json={"emails": list(users)})
        return self.user.post(path, json={"share": {"users": users}})

    def invite(self) -> tuple[str, str]:
        """Invite somebody to the organization; their address and the uid of the invitation."""
        email = f"{make_uid()}@example.com"
        return email, str(self.share({email: [self.member]}).json()["shares"][0]["uid"])

    def message(self, kind: str) -> str:
        """Return the token in the newest mail of a kind."""
        return next(message.token for message in reversed(self.emulator.messages) if message.kind == kind)

    def publish_entry(self) -> Fields:
        """Publish an entry and return it."""
        note = self.create_note()
        assert self.notes.send(note["uid"], "publish", self.build_target("entry")).is_success
        return note

    def build_bulk_body(self) -> Fields:
        """Return the body of a bulk call on an entry."""
        note = self.create_note()
        item = {"uid": note["uid"], "content_type": self.notes.content_type, "version": 1, "locale": "en-us"}
        return {"entries": [item], "locales": ["en-us"], "environments": [self.environment["name"]]}

    def start_job(self) -> str:
        """Publish in bulk, and return the uid of the job."""
        return str(self.stack.post("/v3/bulk/publish", json=self.build_bulk_body(), headers=NESTED).json()["job_id"])

    def consent(self) -> httpx.Response:
        """Let the OAuth app in."""
        app = self.emulator.oauth
        body = {"client_id": app.client_id, "redirect_uri": app.redirect_uri, "response_type": "code"}
        proof = {"code_challenge": compute_code_challenge(VERIFIER), "code_challenge_method": "S256"}
        headers = {"organization_uid": self.emulator.organization_uid}
        return self.user.post(f"/manifests/{app.app_id}/authorize", json=body | proof, headers=headers)


@contextmanager
def open_world(emulator: Emulator) -> Generator[World]:
    """A new stack of the demo user, removed at the end."""
    with ExitStack() as closing:
        signed_in = {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
        user, bare = closing.enter_context(connect(emulator, **signed_in)), closing.enter_context(connect(emulator))
        body = {"stack": {"name": make_name("Stack"), "description": "A stack", "master_locale": "en-us"}}
        api_key = user.post("/v3/stacks", json=body).json()["stack"]["api_key"]
        stack = closing.enter_context(connect(emulator, **signed_in, api_key=api_key))
        closing.callback(stack.delete, "/v3/stacks")
        yield World(emulator, stack, user, bare, closing)
