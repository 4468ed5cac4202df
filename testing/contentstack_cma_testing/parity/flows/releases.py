"""Releases: create, lock, clone and deploy them."""

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow
from contentstack_cma_testing.parity.preparing import (
    MASTER_LOCALE,
    create_content_type,
    create_entry,
    create_environment,
    create_release,
)

RELEASES = "/v3/releases"
MAX_NAME = 50


@flow("Releases", "A locked release cannot be changed until it is unlocked.", calls=8)
def lock(steps: Steps) -> None:
    """Lock a release, rename it, unlock it and rename it again."""
    uid = create_release(steps)
    release = f"{RELEASES}/{uid}"
    renamed = {"name": steps.name("renamed")}
    steps.call("lock", "PUT", release, json={"release": {"locked": True}})
    steps.call("rename while locked", "PUT", release, json={"release": renamed})
    steps.call("unlock", "PUT", release, json={"release": {"locked": False}})
    steps.call("rename", "PUT", release, json={"release": renamed})
    steps.call("get", "GET", release)
    flags = {"include_count": "true", "include_items_count": "true", "limit": 1}
    steps.call("list", "GET", RELEASES, query=flags)


@flow("Releases", "Names of releases: missing, too long, and taken.", calls=7, answers=["length_limits"])
def names(steps: Steps) -> None:
    """Create releases whose names may be rejected."""
    uid = create_release(steps)
    name = steps.call("get", "GET", f"{RELEASES}/{uid}").require("release", "name")
    replies = {
        label: steps.call(label, "POST", RELEASES, json={"release": {"name": sent, "description": ""}})
        for label, sent in (("empty", ""), ("too long", f"{name}{'x' * MAX_NAME}"[: MAX_NAME + 1]), ("taken", name))
    }
    for reply in replies.values():
        if reply.is_success:
            steps.later("DELETE", f"{RELEASES}/{reply.require('release', 'uid')}")
    steps.answer(
        "length_limits", f"A release name of {MAX_NAME + 1} characters is {describe_outcome(replies['too long'])}."
    )


@flow("Releases", "A clone is unlocked, even if the release is locked.", calls=6)
def clone(steps: Steps) -> None:
    """Clone a locked release."""
    uid = create_release(steps)
    steps.call("lock", "PUT", f"{RELEASES}/{uid}", json={"release": {"locked": True}})
    steps.later("PUT", f"{RELEASES}/{uid}", json={"release": {"locked": False}})
    sent = {"release": {"name": steps.name("clone"), "description": ""}}
    cloned = steps.call("clone", "POST", f"{RELEASES}/{uid}/clone", json=sent)
    steps.later("DELETE", f"{RELEASES}/{cloned.require('release', 'uid')}")


@flow("Releases", "A deployment runs in the background, and is noted in the release.", calls=19)
def deploy(steps: Steps) -> None:
    """Deploy an entry to an environment."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    entry = create_entry(steps, content_type)
    release = f"{RELEASES}/{create_release(steps)}"
    item = {"uid": entry, "version": 1, "locale": MASTER_LOCALE, "content_type_uid": content_type, "action": "publish"}
    steps.call("add the entry", "POST", f"{release}/item", json={"item": item})
    deployment = {"environments": [environment], "locales": [MASTER_LOCALE], "action": "publish"}
    steps.call("deploy", "POST", f"{release}/deploy", json={"release": deployment})
    steps.wait("wait for the deployment", "GET", release, lambda reply: bool(reply.find("release", "status")))


@flow("Releases", "A release that does not exist is status 422, not 404.", calls=4)
def unknown(steps: Steps) -> None:
    """Read, change and delete a release that does not exist."""
    release = f"{RELEASES}/bltparityunknown"
    steps.call("get", "GET", release)
    steps.call("update", "PUT", release, json={"release": {"name": steps.name("no")}})
    steps.call("items", "GET", f"{release}/items")
    steps.call("delete", "DELETE", release)
