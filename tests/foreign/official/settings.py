"""What a stack is set up with: environments, languages, labels, tokens, extensions, roles."""

from typing import Any

from tests.foreign.official.tour import Tour, uid

COLOUR = {
    "tags": ["tools"],
    "data_type": "text",
    "title": "Colour",
    "src": "https://www.example.com/colour",
    "multiple": False,
    "config": "{}",
    "type": "field",
}


def visit(tour: Tour) -> None:
    """Take the steps of all. The environment `production`, the language `fr-fr` and an extension stay."""
    environments(tour)
    languages(tour)
    labels(tour)
    delivery_tokens(tour)
    management_tokens(tour)
    extensions(tour)
    roles(tour)


def environments(tour: Tour) -> None:
    """Take the steps of environments."""
    step = tour.at("environments")
    urls = [{"locale": "en-us", "url": "https://www.example.com"}]
    for name in ("production", "staging"):
        made = {"environment": {"name": name, "urls": urls, "deploy_content": True, "servers": []}}
        step(f"create {name}", lambda made=made: tour.stack.environments().create(made))  # type: ignore[misc]
    step("find", lambda: tour.stack.environments().find())
    step("fetch", lambda: tour.stack.environments("production").fetch())
    renamed = {"environment": {"name": "preview", "urls": urls}}
    step("update", lambda: tour.stack.environments("staging").update(renamed))
    step("delete", lambda: tour.stack.environments("preview").delete())
    step("fetch after delete", lambda: tour.stack.environments("preview").fetch())


def languages(tour: Tour) -> None:
    """Take the steps of languages."""
    step = tour.at("languages")
    step("create", lambda: tour.stack.locale().create({"locale": {"code": "fr-fr", "name": "French"}}))
    step("create the same", lambda: tour.stack.locale().create({"locale": {"code": "fr-fr", "name": "French"}}))
    canadian = {"locale": {"code": "fr-ca", "name": "French, Canada", "fallback_locale": "fr-fr"}}
    step("set fallback", lambda: tour.stack.locale().set_fallback(canadian))
    step("find", lambda: tour.stack.locale().find())
    step("fetch", lambda: tour.stack.locale("fr-ca").fetch())
    step("update", lambda: tour.stack.locale("fr-ca").update({"locale": {"name": "Canadian French"}}))
    back = {"locale": {"name": "Canadian French", "fallback_locale": "en-us"}}
    step("update fallback", lambda: tour.stack.locale("fr-ca").update_fallback(back))
    step("delete", lambda: tour.stack.locale("fr-ca").delete())
    step("fetch after delete", lambda: tour.stack.locale("fr-ca").fetch())


def labels(tour: Tour) -> None:
    """Take the steps of labels."""
    step = tour.at("labels")
    label = {"label": {"name": "Kitchen", "parent": [], "content_types": ["recipe"]}}
    made = uid(step("create", lambda: tour.stack.label().create(label)), "label")
    step("find", lambda: tour.stack.label().find())
    step("fetch", lambda: tour.stack.label(made).fetch())
    step("update", lambda: tour.stack.label(made).update({"label": label["label"] | {"name": "Cooking"}}))
    step("delete", lambda: tour.stack.label(made).delete())
    step("fetch after delete", lambda: tour.stack.label(made).fetch())


def delivery_tokens(tour: Tour) -> None:
    """Take the steps of delivery tokens."""
    step = tour.at("delivery tokens")
    token: dict[str, Any] = {
        "name": "Shop",
        "description": "Reads what is published.",
        "scope": [
            {"module": "environment", "environments": ["production"], "acl": {"read": True}},
            {"module": "branch", "branches": ["main"], "acl": {"read": True}},
        ],
    }
    made = uid(step("create", lambda: tour.stack.delivery_token().create({"token": token})), "token")
    step("find", lambda: tour.stack.delivery_token().find())
    step("fetch", lambda: tour.stack.delivery_token(made).fetch())
    step("update", lambda: tour.stack.delivery_token(made).update({"token": token | {"name": "Store"}}))
    step("delete", lambda: tour.stack.delivery_token(made).delete())
    step("fetch after delete", lambda: tour.stack.delivery_token(made).fetch())


def management_tokens(tour: Tour) -> None:
    """Take the steps of management tokens, and sign in with one."""
    step = tour.at("management tokens")
    token: dict[str, Any] = {
        "name": "Robot",
        "description": "Writes.",
        "scope": [
            {"module": "content_type", "acl": {"read": True, "write": True}},
            {"module": "branch", "branches": ["main"], "branch_aliases": [], "acl": {"read": True}},
        ],
        "expires_on": "2099-12-10",
        "is_email_notification_enabled": False,
    }
    response = step("create", lambda: tour.stack.management_token().create({"token": token}))
    made, value = uid(response, "token"), (response or {}).get("token", {}).get("token", "")
    step("find", lambda: tour.stack.management_token().find())
    step("fetch", lambda: tour.stack.management_token(made).fetch())
    step("update", lambda: tour.stack.management_token(made).update({"token": token | {"name": "Machine"}}))
    robot = tour.client(management_token=value).stack(tour.given["api_key"])
    step("read with it", lambda: robot.content_types("recipe").fetch())
    step("delete", lambda: tour.stack.management_token(made).delete())
    step("fetch after delete", lambda: tour.stack.management_token(made).fetch())
    step("read with it after delete", lambda: robot.content_types("recipe").fetch())


def extensions(tour: Tour) -> None:
    """Take the steps of extensions."""
    step = tour.at("extensions")
    made = uid(step("create", lambda: tour.stack.extension().create({"extension": COLOUR})), "extension")
    data = {
        "file_name": tour.file("slider.html", b"<html></html>"),
        "title": "Slider",
        "data_type": "number",
        "type": "field",
        "tags": "tools",
        "multiple": "false",
    }
    stack = tour.stack
    step("upload", lambda: stack.extension().upload(data))
    step("find with the same client", lambda: stack.extension().find())
    label = {"label": {"name": "After an upload", "parent": [], "content_types": []}}
    step("create a label after an upload", lambda: stack.label().create(label))
    step("find", lambda: tour.stack.extension().find())
    step("fetch", lambda: tour.stack.extension(made).fetch())
    step("update", lambda: tour.stack.extension(made).update({"extension": COLOUR | {"title": "Color"}}))
    step("delete", lambda: tour.stack.extension(made).delete())
    step("fetch after delete", lambda: tour.stack.extension(made).fetch())


def roles(tour: Tour) -> None:
    """Take the steps of roles."""
    step = tour.at("roles")
    role: dict[str, Any] = {
        "name": "Editor of recipes",
        "description": "Edits recipes.",
        "rules": [
            {"module": "branch", "branches": ["main"], "acl": {"read": True}},
            {
                "module": "content_type",
                "content_types": ["recipe"],
                "acl": {"read": True, "sub_acl": {"read": True, "create": True, "update": True}},
            },
            {"module": "environment", "environments": [], "acl": {"read": True}},
            {"module": "locale", "locales": ["en-us"], "acl": {"read": True}},
        ],
    }
    made = uid(step("create", lambda: tour.stack.roles().create({"role": role})), "role")
    step("create the same", lambda: tour.stack.roles().create({"role": role}))
    step("find", lambda: tour.stack.roles().find())
    step("fetch", lambda: tour.stack.roles(made).fetch())
    step("update", lambda: tour.stack.roles(made).update({"role": role | {"name": "Cook"}}))
    step("delete", lambda: tour.stack.roles(made).delete())
    step("fetch after delete", lambda: tour.stack.roles(made).fetch())
