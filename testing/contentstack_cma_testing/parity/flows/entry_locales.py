"""Flows about entries in several locales."""

from contentstack_cma_testing.parity.building import entry_path, make_field, post_entry
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

TAG = "Entries"


@flow(
    TAG,
    "An entry in a locale with a fallback, before and after it is localized.",
    calls=12,
    answers=["fallback_locale_read"],
)
def fallback_locale(steps: Steps) -> None:
    steps.later("DELETE", "/v3/locales/es-uy")
    locale = {"locale": {"code": "es-uy", "name": "Parity", "fallback_locale": "en-us"}}
    steps.call("create the locale", "POST", "/v3/locales", json=locale).require("locale", "code")
    content_type = create_content_type(steps, make_field("note"))
    created = post_entry(steps, "create", content_type, {"title": "One", "note": "master"})
    path = entry_path(content_type, created.require("entry", "uid"))
    plain = steps.call("get in the locale", "GET", path, query={"locale": "es-uy"})
    steps.call("get with fallback", "GET", path, query={"locale": "es-uy", "include_fallback": "true"})
    list_path = f"/v3/content_types/{content_type}/entries"
    listed = steps.call("list in the locale", "GET", list_path, query={"locale": "es-uy"})
    body = {"entry": {"title": "Uno"}}
    steps.call("localize", "PUT", path, query={"locale": "es-uy"}, json=body)
    steps.call("locales of the entry", "GET", f"{path}/locales")
    steps.call("unlocalize", "POST", f"{path}/unlocalize", query={"locale": "es-uy"})
    steps.call("locales afterwards", "GET", f"{path}/locales")
    steps.answer(
        "fallback_locale_read",
        f"get: {_describe_locale(plain, 'entry')}; list: {_describe_locale(listed, 'entries', 0)}",
    )


@flow(TAG, "Deletion of an entry in one locale, and of its master.", calls=10)
def delete_locale(steps: Steps) -> None:
    steps.later("DELETE", "/v3/locales/es-py")
    locale = {"locale": {"code": "es-py", "name": "Parity", "fallback_locale": "en-us"}}
    steps.call("create the locale", "POST", "/v3/locales", json=locale).require("locale", "code")
    content_type = create_content_type(steps)
    created = post_entry(steps, "create", content_type, {"title": "One"})
    path = entry_path(content_type, created.require("entry", "uid"))
    steps.call("delete in a locale it is not localized in", "DELETE", path, query={"locale": "es-py"})
    steps.call("localize", "PUT", path, query={"locale": "es-py"}, json={"entry": {"title": "Uno"}})
    steps.call("delete in the locale", "DELETE", path, query={"locale": "es-py"})
    steps.call("locales afterwards", "GET", f"{path}/locales")
    steps.call("get in an unknown locale", "GET", path, query={"locale": "es-zz"})


def _describe_locale(reply: Reply, *path: str | int) -> str:
    if not reply.is_success:
        return describe_outcome(reply)
    if reply.find(*path) is None:
        return "not returned"
    return "returned in the master locale" if reply.find(*path, "locale") == "en-us" else "returned in the locale"
