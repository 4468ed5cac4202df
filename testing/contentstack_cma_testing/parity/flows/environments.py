"""Flows about environments."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Steps, flow

TAG = "Environments"
PATH = "/v3/environments"


@flow(TAG, "An environment that does not exist, or was deleted.", calls=7, answers=["environment_unknown"])
def unknown(steps: Steps) -> None:
    nowhere = steps.name("nowhere")
    body = _make(nowhere)
    calls = {
        "get": steps.call("get", "GET", f"{PATH}/{nowhere}"),
        "update": steps.call("update", "PUT", f"{PATH}/{nowhere}", json=body),
        "delete": steps.call("delete", "DELETE", f"{PATH}/{nowhere}"),
    }
    name = _create(steps, "gone")
    steps.call("delete one that exists", "DELETE", f"{PATH}/{name}")
    calls["second deletion"] = steps.call("delete it again", "DELETE", f"{PATH}/{name}")
    facts = (f"{what}: {describe_outcome(reply)}" for what, reply in calls.items())
    steps.answer("environment_unknown", "; ".join(facts))


@flow(TAG, "An environment cannot have the name of another.", calls=5, answers=["environment_duplicate"])
def create_twice(steps: Steps) -> None:
    name = _create(steps, "site")
    second = steps.call("create with the same name", "POST", PATH, json=_make(name))
    steps.answer("environment_duplicate", describe_outcome(second))
    steps.call("list", "GET", PATH, query={"include_count": "true"})
    steps.call("get", "GET", f"{PATH}/{name}")


@flow(TAG, "Names of environments that are rejected.", calls=10, answers=["environment_names"])
def names(steps: Steps) -> None:
    base = steps.name("site")
    forms = {
        "capitals": f"{base}_ABC",
        "a blank": f"{base} a",
        "a comma": f"{base},a",
        "a dot": f"{base}.a",
        "256 characters": base.ljust(256, "a"),
    }
    facts: list[str] = []
    for what, name in forms.items():
        steps.later("DELETE", f"{PATH}/{name}")
        facts.append(f"{what}: {describe_outcome(steps.call(f'with {what}', 'POST', PATH, json=_make(name)))}")
    steps.answer("environment_names", "; ".join(facts))


@flow(TAG, "An environment is renamed, and its URLs are replaced.", calls=7)
def rename(steps: Steps) -> None:
    name, new = _create(steps, "before"), steps.name("after")
    steps.later("DELETE", f"{PATH}/{new}")
    urls = [{"locale": "en-us", "url": "https://example.com"}]
    steps.call("rename", "PUT", f"{PATH}/{name}", json=_make(new, urls))
    steps.call("get by the old name", "GET", f"{PATH}/{name}")
    steps.call("get by the new name", "GET", f"{PATH}/{new}")
    steps.call("update without a name", "PUT", f"{PATH}/{new}", json={"environment": {"urls": []}})


def _create(steps: Steps, what: str) -> str:
    name = steps.name(what)
    steps.later("DELETE", f"{PATH}/{name}")
    steps.call(f"create {what}", "POST", PATH, json=_make(name)).require("environment", "uid")
    return name


def _make(name: str, urls: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"environment": {"name": name, "urls": urls or []}}
