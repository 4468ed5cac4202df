"""Versions of entries in concurrent updates."""

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, create_entry, entries


@flow("Entries", "Whether an update of an older version is rejected.", calls=7, answers=["version_conflict"])
def update_older(steps: Steps) -> None:
    """Update the first version of an entry that has a second."""
    content_type = create_content_type(steps)
    path = f"{entries(content_type)}/{create_entry(steps, content_type)}"
    steps.call("update", "PUT", path, json={"entry": {"title": steps.name("second")}})
    older = {"entry": {"title": steps.name("third"), "_version": 1}}
    body = steps.call("update with an older version in the body", "PUT", path, json=older)
    fourth = {"entry": {"title": steps.name("fourth")}}
    header = steps.call("update with a header", "PUT", path, json=fourth, headers={"If-Match": '"parity"'})
    steps.call("get", "GET", path)
    fact = (
        f"With an older _version in the body it is {describe_outcome(body)}; with If-Match {describe_outcome(header)}."
    )
    steps.answer("version_conflict", fact)
