"""Flows about the versions of entries."""

from contentstack_cma_testing.parity.building import entry_path, post_entry, put_entry, read_all
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"


@flow(TAG, "Every update makes a version; the newest is listed first.", calls=8, answers=["unknown_version"])
def versions(steps: Steps) -> None:
    path = _create(steps)
    put_entry(steps, "update", path, {"title": "Two"})
    put_entry(steps, "update without a change", path, {"title": "Two"})
    listed = steps.call(
        "list versions", "GET", f"{path}/versions", query={"include_count": "true", "include_updated_by": "true"}
    )
    steps.order("versions", read_all(listed, "versions", "_version"))
    first = steps.call("get the first", "GET", path, query={"version": 1})
    steps.order("title of the first", [str(first.find("entry", "title"))])
    unknown = steps.call("get one that does not exist", "GET", path, query={"version": 9})
    steps.answer("unknown_version", describe_outcome(unknown))


@flow(TAG, "Names of versions.", calls=10, answers=["version_names"])
def names(steps: Steps) -> None:
    path = _create(steps)
    put_entry(steps, "update", path, {"title": "Two"})
    body = {"entry": {"_version_name": "Draft", "locale": "en-us", "force": False}}
    steps.call("name the first", "POST", f"{path}/versions/1/name", json=body)
    twice = steps.call("name the second the same", "POST", f"{path}/versions/2/name", json=body)
    other = {"entry": body["entry"] | {"_version_name": "Final"}}
    replaced = steps.call("name the first otherwise", "POST", f"{path}/versions/1/name", json=other)
    steps.call("list named versions", "GET", f"{path}/versions", query={"named": "true"})
    steps.call("name one that does not exist", "POST", f"{path}/versions/9/name", json=other)
    steps.call("delete the name", "DELETE", f"{path}/versions/1/name", json={"entry": {"locale": "en-us"}})
    fact = f"the same name for another version: {describe_outcome(twice)}; another name: {describe_outcome(replaced)}"
    steps.answer("version_names", fact)


@flow(TAG, "Whether an update of an older version is rejected.", calls=7, answers=["version_conflict"])
def update_older(steps: Steps) -> None:
    path = _create(steps)
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


def _create(steps: Steps) -> str:
    content_type = create_content_type(steps)
    created = post_entry(steps, "create", content_type, {"title": "One"})
    return entry_path(content_type, created.require("entry", "uid"))
