"""Flows about publishing entries."""

from typing import Any

from contentstack_cma_testing.parity.building import entry_path, post_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, create_environment

TAG = "Entries"
MASTER = "en-us"
DETAILS = {"include_publish_details": "true"}


@flow(
    TAG,
    "An entry is published in the background, read with its publish details, and unpublished.",
    calls=28,
    answers=["publish_details_form"],
)
def publish_and_unpublish(steps: Steps) -> None:
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    path = _create(steps, content_type)
    steps.call("publish", "POST", f"{path}/publish", json=_body(environment))
    single = steps.wait("is published", "GET", path, _is_published, query=DETAILS)
    listed = steps.call("list", "GET", f"/v3/content_types/{content_type}/entries", query=DETAILS)
    one, many = _kind(single.find("entry", "publish_details")), _kind(listed.find("entries", 0, "publish_details"))
    steps.answer("publish_details_form", f"get: {one}; list: {many}")
    steps.call("unpublish", "POST", f"{path}/unpublish", json=_body(environment))
    steps.wait("is unpublished", "GET", path, lambda reply: not _is_published(reply), query=DETAILS)


@flow(
    TAG,
    "Publishing to an environment and in a locale that do not exist.",
    calls=9,
    answers=["publish_environment_unknown", "publish_locale_unknown"],
)
def unknown_target(steps: Steps) -> None:
    environment = create_environment(steps)
    path = f"{_create(steps, create_content_type(steps))}/publish"
    unknown = steps.call("to an unknown environment", "POST", path, json=_body(steps.name("nowhere")))
    steps.answer("publish_environment_unknown", describe_outcome(unknown))
    other = {"entry": {"environments": [environment], "locales": ["es-zz"]}, "locale": MASTER}
    locale = steps.call("in an unknown locale", "POST", path, json=other)
    steps.answer("publish_locale_unknown", describe_outcome(locale))
    steps.call("without environments", "POST", path, json={"entry": {"environments": [], "locales": [MASTER]}})
    steps.call("without locales", "POST", path, json={"entry": {"environments": [environment], "locales": []}})


@flow(TAG, "A version that does not exist cannot be published.", calls=7)
def unknown_version(steps: Steps) -> None:
    environment = create_environment(steps)
    path = _create(steps, create_content_type(steps))
    steps.call("version 9", "POST", f"{path}/publish", json=_body(environment) | {"version": 9})
    steps.call("version 0", "POST", f"{path}/publish", json=_body(environment) | {"version": 0})


@flow(TAG, "Unpublishing an entry that was never published.", calls=6, answers=["unpublish_never_published"])
def unpublish_unpublished(steps: Steps) -> None:
    environment = create_environment(steps)
    path = _create(steps, create_content_type(steps))
    reply = steps.call("unpublish", "POST", f"{path}/unpublish", json=_body(environment))
    steps.answer("unpublish_never_published", describe_outcome(reply))


@flow(TAG, "Publishing with `api_version: 3.2`.", calls=16, answers=["nested_publish_job"])
def publish_nested(steps: Steps) -> None:
    environment = create_environment(steps)
    path = _create(steps, create_content_type(steps))
    reply = steps.call("publish", "POST", f"{path}/publish", json=_body(environment), headers={"api_version": "3.2"})
    job = "with a job" if reply.find("job_id") else "without a job"
    steps.answer("nested_publish_job", f"{describe_outcome(reply)}, {job}")
    steps.wait("is published", "GET", path, _is_published, query=DETAILS)


@flow(TAG, "Publishing scheduled for the past and for later.", calls=8, answers=["publish_in_the_past"])
def schedule(steps: Steps) -> None:
    environment = create_environment(steps)
    path = _create(steps, create_content_type(steps))
    past = {"scheduled_at": "2020-01-01T00:00:00.000Z"}
    reply = steps.call("for the past", "POST", f"{path}/publish", json=_body(environment) | past)
    steps.answer("publish_in_the_past", describe_outcome(reply))
    steps.call("for words", "POST", f"{path}/publish", json=_body(environment) | {"scheduled_at": "tomorrow"})
    steps.call(
        "in 100 years",
        "POST",
        f"{path}/publish",
        json=_body(environment) | {"scheduled_at": "2120-01-01T00:00:00.000Z"},
    )


def _create(steps: Steps, content_type: str) -> str:
    created = post_entry(steps, "create", content_type, {"title": "One"})
    return entry_path(content_type, created.require("entry", "uid"))


def _body(environment: str) -> dict[str, Any]:
    return {"entry": {"environments": [environment], "locales": [MASTER]}, "locale": MASTER}


def _is_published(reply: Reply) -> bool:
    return bool(reply.find("entry", "publish_details"))


def _kind(details: object) -> str:
    return "left out" if details is None else "a list" if isinstance(details, list) else "an object"
