"""Metadata that extensions store about entries."""

from typing import Any

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, create_entry, create_extension

METADATA = "/v3/metadata"


@flow("Metadata", "Metadata of an entry keep keys of their own.", calls=11, needs=[Need.EXTENSIONS])
def of_entry(steps: Steps) -> None:
    """Create metadata of an entry, and read and change them."""
    content_type = create_content_type(steps)
    sent: dict[str, Any] = {
        "entity_uid": create_entry(steps, content_type),
        "type": "entry",
        "_content_type_uid": content_type,
        "extension_uid": create_extension(steps),
        "locale": "en-us",
        "presets": [],
    }
    created = steps.call("create", "POST", METADATA, json={"metadata": sent})
    metadata = f"{METADATA}/{created.require('metadata', 'uid')}"
    steps.later("DELETE", metadata)
    steps.call("get", "GET", metadata)
    steps.call("update", "PUT", metadata, json={"metadata": {**sent, "note": "parity"}})
    steps.call("list", "GET", METADATA, query={"limit": 1, "include_count": "true"})
    steps.call("get one that does not exist", "GET", f"{METADATA}/csparityunknown")
