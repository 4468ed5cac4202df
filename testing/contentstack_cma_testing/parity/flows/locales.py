"""Flows about locales. Each uses codes that no other flow uses."""

from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow

TAG = "Languages"
PATH = "/v3/locales"
MASTER = "en-us"


@flow(TAG, "A locale is added once, and the master locale stays.", calls=8, answers=["master_locale_delete"])
def create_twice(steps: Steps) -> None:
    _create(steps, "create", "es-bo")
    _create(steps, "create again", "es-bo")
    steps.call("get", "GET", f"{PATH}/es-bo")
    steps.call("list", "GET", PATH, query={"include_count": "true"})
    steps.call("get one that does not exist", "GET", f"{PATH}/es-zz")
    reply = steps.call("delete the master locale", "DELETE", f"{PATH}/{MASTER}")
    steps.answer("master_locale_delete", describe_outcome(reply))


@flow(TAG, "Codes of locales that are rejected.", calls=12, answers=["locale_codes"])
def codes(steps: Steps) -> None:
    forms = {
        "capitals": "es-EC",
        "an underscore": "es_ec",
        "a hyphen at the end": "es-",
        "two hyphens": "es--cr",
        "one letter": "e",
        "17 characters": "es-abcdefghijklmn",
    }
    facts: list[str] = []
    for what, code in forms.items():
        reply = _create(steps, f"with {what}", code)
        kept = reply.find("locale", "code") == code
        facts.append(f"{what}: {describe_outcome(reply)}{'' if kept or not reply.is_success else ', changed'}")
    steps.answer("locale_codes", "; ".join(facts))


@flow(TAG, "Fallback locales are one level deep.", calls=12, answers=["locale_fallback", "locale_in_use"])
def fallback(steps: Steps) -> None:
    _create(steps, "create", "es-gt", MASTER)
    _create(steps, "create with this fallback", "es-hn", "es-gt")
    chain = _create(steps, "create with a chain", "es-sv", "es-hn")
    unknown = _create(steps, "create with a fallback that does not exist", "es-ni", "es-zz")
    fact = f"chain: {describe_outcome(chain)}; unknown: {describe_outcome(unknown)}"
    steps.answer("locale_fallback", fact)
    steps.call(
        "update the name", "PUT", f"{PATH}/es-gt", json={"locale": {"name": "Parity", "fallback_locale": MASTER}}
    )
    itself = {"locale": {"name": "Parity", "fallback_locale": "es-gt"}}
    steps.call("make it its own fallback", "PUT", f"{PATH}/es-gt", json=itself)
    reply = steps.call("delete the fallback", "DELETE", f"{PATH}/es-gt")
    steps.call("get the one that fell back to it", "GET", f"{PATH}/es-hn")
    steps.answer("locale_in_use", describe_outcome(reply))


@flow(TAG, "Names of locales.", calls=7, answers=["locale_names"])
def names(steps: Steps) -> None:
    replies = {
        "name of 51": _create(steps, "with a name of 51 characters", "es-pa", name="a" * 51),
        "no name": _create(steps, "without a name", "es-pe", name=None),
        "the name of another": _create(steps, "with the name of another", "es-pr", name="Spanish - Peru"),
    }
    steps.call("rename", "PUT", f"{PATH}/es-pe", json={"locale": {"name": "Parity"}})
    steps.answer("locale_names", "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in replies.items()))


def _create(steps: Steps, label: str, code: str, fallback: str | None = None, *, name: str | None = "Parity") -> Reply:
    values = {"code": code, "name": name, "fallback_locale": fallback}
    body = {"locale": {key: value for key, value in values.items() if value is not None}}
    reply = steps.call(label, "POST", PATH, json=body)
    if reply.is_success:
        steps.later("DELETE", f"{PATH}/{reply.find('locale', 'code') or code}")
    return reply
