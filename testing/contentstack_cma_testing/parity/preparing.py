"""What flows need before they can show something: a content type, an entry, an environment, a branch.

Each function registers the clean-up of what it creates, and stops the flow if it cannot be created.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contentstack_cma_testing.parity.building import make_content_type
from contentstack_cma_testing.parity.flow import Reply, Steps

MASTER_LOCALE = "en-us"
"""The master locale of the stacks that the kit makes."""

MAX_BRANCH_UID = 15

BRANCHES = "/v3/stacks/branches"

RELEASES_2 = {"release_version": "2.0"}
"""Headers of calls for the newer releases."""

JOBS = {"api_version": "3.2"}
"""Headers of calls that publish in a job and return its id."""


def create_content_type(
    steps: Steps,
    *fields: Mapping[str, Any],
    what: str = "article",
    options: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> str:
    """Create a content type with a title and these fields, and return its uid. Takes 2 calls."""
    uid = steps.name(what)
    if not headers:  # In a branch of its own it goes with the branch.
        remove_content_type_later(steps, uid)
    body = make_content_type(uid, fields, options=options)
    created = steps.call(f"create the content type {what}", "POST", "/v3/content_types", json=body, headers=headers)
    created.require("content_type", "uid")
    return uid


def remove_content_type_later(steps: Steps, uid: str) -> None:
    """Register the deletion of a content type with its entries."""
    steps.later("DELETE", f"/v3/content_types/{uid}", query={"force": "true"})


def create_entry(steps: Steps, content_type: str, what: str = "entry") -> str:
    """Create an entry and return its uid. It is deleted with its content type. Takes 1 call."""
    created = steps.call(
        f"create the {what}", "POST", f"{entries(content_type)}", json={"entry": {"title": steps.name(what)}}
    )
    return str(created.require("entry", "uid"))


def entries(content_type: str) -> str:
    """Return the path of the entries of a content type."""
    return f"/v3/content_types/{content_type}/entries"


def create_environment(steps: Steps) -> str:
    """Create an environment and return its name. Takes 2 calls."""
    name = steps.name("env")
    steps.later("DELETE", f"/v3/environments/{name}")
    sent = {"name": name, "urls": [{"locale": MASTER_LOCALE, "url": "https://parity.invalid"}]}
    steps.call("create the environment", "POST", "/v3/environments", json={"environment": sent}).require("environment")
    return name


def upload_asset(steps: Steps, label: str, name: str = "note.txt", content: bytes = b"A note.") -> str:
    """Upload a file that is removed in the end. Return its uid. Two calls."""
    reply = steps.upload(label, "POST", "/v3/assets", name=name, content=content)
    uid: str = reply.require("asset", "uid")
    steps.later("DELETE", f"/v3/assets/{uid}")
    return uid


def create_branch(steps: Steps) -> str:
    """Create a branch of the main branch, wait until it exists, and return its uid. Takes 12 calls."""
    uid = make_branch_uid(steps, "br")
    steps.later("DELETE", f"{BRANCHES}/{uid}", query={"force": "true"})
    sent = {"uid": uid, "source": "main"}
    steps.call("create the branch", "POST", BRANCHES, json={"branch": sent}).require("branch", "uid")
    steps.wait("wait for the branch", "GET", f"{BRANCHES}/{uid}", lambda reply: reply.is_success)
    return uid


def make_branch_uid(steps: Steps, what: str) -> str:
    """Return a uid for a branch or alias, which has at most 15 characters."""
    return steps.name(what)[-MAX_BRANCH_UID:].strip("_")


def create_extension(steps: Steps) -> str:
    """Create a custom field and return its uid. Takes 2 calls."""
    sent = {"title": steps.name("extension"), "type": "field", "data_type": "text", "srcdoc": "<p>parity</p>"}
    created = steps.call("create the extension", "POST", "/v3/extensions", json={"extension": sent})
    uid = str(created.require("extension", "uid"))
    steps.later("DELETE", f"/v3/extensions/{uid}")
    return uid


def create_release(steps: Steps, what: str = "release", headers: Mapping[str, str] | None = None) -> str:
    """Create a release and return its uid. Takes 2 calls."""
    sent = {"name": steps.name(what), "description": ""}
    created = steps.call(f"create the {what}", "POST", "/v3/releases", json={"release": sent}, headers=headers)
    uid = str(created.require("release", "uid"))
    steps.later("DELETE", f"/v3/releases/{uid}")
    return uid


def create_workflow(steps: Steps, content_type: str) -> tuple[str, list[str]]:
    """Create an enabled workflow of two stages, and return its uid and those of the stages. Takes 3 calls."""
    created = steps.call("create the workflow", "POST", "/v3/workflows", json=build_workflow(steps, content_type))
    uid = str(created.require("workflow", "uid"))
    steps.later("DELETE", f"/v3/workflows/{uid}")
    steps.later("GET", f"/v3/workflows/{uid}/disable")  # First: one with publish rules cannot be deleted otherwise.
    return uid, [str(stage["uid"]) for stage in created.require("workflow", "workflow_stages")]


def build_workflow(steps: Steps, content_type: str, stages: Sequence[str] = ("Draft", "Review")) -> dict[str, Any]:
    """Build the body that creates a workflow."""
    return {
        "workflow": {
            "name": steps.name("workflow"),
            "content_types": [content_type],
            "branches": ["main"],
            "enabled": True,
            "workflow_stages": [build_stage(name) for name in stages],
        }
    }


def build_stage(name: str) -> dict[str, Any]:
    """Build a stage that everybody may set, and from which every other follows."""
    return {
        "name": name,
        "color": "#2196f3",
        "SYS_ACL": {
            "roles": {"uids": []},
            "users": {"uids": ["$all"]},
            "others": {"read": True, "write": True, "transit": True},
        },
        "next_available_stages": ["$all"],
        "entry_lock": "$none",
    }


def read_organization(steps: Steps) -> str:
    """Return the uid of the organization of the stack. Takes 1 call."""
    return str(steps.call("get the stack", "GET", "/v3/stacks").require("stack", "org_uid"))


def read_user(steps: Steps) -> str:
    """Return the uid of the user. Takes 1 call."""
    return str(steps.call("get the user", "GET", "/v3/user", has_stack=False).require("user", "uid"))


def is_published(reply: Reply) -> bool:
    """Return whether an entry has publish details."""
    return bool(reply.find("entry", "publish_details"))
