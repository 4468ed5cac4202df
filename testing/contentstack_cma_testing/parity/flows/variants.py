"""Variant groups, variants, and the entries of variants."""

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, create_entry, entries

GROUPS = "/v3/variant_groups"


def create_group(steps: Steps, content_type: str) -> str:
    """Create a variant group for a content type, and return its path. Takes 2 calls."""
    sent = {
        "name": steps.name("group"),
        "content_types": [{"uid": content_type, "status": "linked"}],
        "branches": ["main"],
    }
    group = f"{GROUPS}/{steps.call('create the group', 'POST', GROUPS, json=sent).require('uid')}"
    steps.later("DELETE", group)
    return group


def create_variant(steps: Steps, group: str) -> str:
    """Create a variant in a group, and return its uid. Takes 2 calls."""
    sent = {"name": steps.name("variant")}
    uid = str(steps.call("create the variant", "POST", f"{group}/variants", json=sent).require("uid"))
    steps.later("DELETE", f"{group}/variants/{uid}")
    return uid


@flow(
    "Variant groups",
    "Variant groups are written, or only maintained by Personalize.",
    calls=8,
    needs=[Need.VARIANTS],
    answers=["variant_group_write"],
)
def groups(steps: Steps) -> None:
    """Create a group, link another content type, and unlink it."""
    content_type = create_content_type(steps)
    sent = {"name": steps.name("group"), "content_types": [{"uid": content_type, "status": "linked"}]}
    created = steps.call("create", "POST", GROUPS, json={**sent, "branches": ["main"]})
    steps.answer("variant_group_write", f"The creation of a variant group is {describe_outcome(created)}.")
    group = f"{GROUPS}/{created.require('uid')}"
    steps.later("DELETE", group)
    steps.call("get", "GET", group)
    unlinked = [{"uid": content_type, "status": "unlinked"}]
    steps.call("unlink with an update", "PUT", group, json={"content_types": unlinked})
    steps.call("link", "PUT", f"{group}/variants", json={**sent, "branches": ["main"]})
    flags = {"include_variant_info": "true", "include_variant_count": "true", "limit": 1}
    steps.call("list", "GET", GROUPS, query=flags)


@flow("Variants", "Variants in a group, and in none.", calls=11, needs=[Need.VARIANTS])
def in_group(steps: Steps) -> None:
    """Create a variant in a group, rename it, and one without a group."""
    group = create_group(steps, create_content_type(steps))
    variant = f"{group}/variants/{create_variant(steps, group)}"
    steps.call("get", "GET", variant)
    steps.call("rename", "PUT", variant, json={"name": steps.name("renamed")})
    steps.call("list", "GET", f"{group}/variants")
    alone = steps.call("create one without a group", "POST", "/v3/variants", json={"name": steps.name("alone")})
    if alone.is_success:
        steps.later("DELETE", f"/v3/variants/{alone.require('uid')}")


@flow("Entry variants", "A variant of an entry is created with PUT, and has versions.", calls=14, needs=[Need.VARIANTS])
def of_entry(steps: Steps) -> None:
    """Save a variant of an entry twice."""
    content_type = create_content_type(steps)
    group = create_group(steps, content_type)
    uid = create_variant(steps, group)
    entry = f"{entries(content_type)}/{create_entry(steps, content_type)}"
    variant = f"{entry}/variants/{uid}"
    for label, what in (("create", "first"), ("update", "second")):
        sent = {"title": steps.name(what), "_variant": {"_change_set": ["title"], "_order": []}}
        steps.call(label, "PUT", variant, json={"entry": sent})
    steps.call("get", "GET", variant)
    steps.call("list", "GET", f"{entry}/variants")
    steps.call("versions", "GET", f"{variant}/versions")
    steps.call("unknown variant", "GET", f"{entry}/variants/csparityunknown")
    steps.call("delete", "DELETE", variant)
