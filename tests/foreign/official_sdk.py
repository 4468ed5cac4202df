"""A job done with the official Python SDK, run by the interpreter of an environment that has it.

Reads what it needs as JSON from standard input and prints, as JSON, status and body of every answer by step.
"""

import json
import sys
from typing import Any

from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

CONTENT_TYPE = {
    "content_type": {
        "title": "Recipe",
        "uid": "recipe",
        "schema": [
            {
                "display_name": "Title",
                "uid": "title",
                "data_type": "text",
                "field_metadata": {"_default": True},
                "unique": True,
                "mandatory": True,
                "multiple": False,
            },
            {
                "display_name": "Servings",
                "uid": "servings",
                "data_type": "number",
                "field_metadata": {},
                "unique": False,
                "mandatory": False,
                "multiple": False,
            },
        ],
        "options": {"title": "title", "publishable": True, "is_page": False, "singleton": False, "sub_title": []},
    }
}


def main() -> None:
    """Do the job."""
    given: dict[str, str] = json.load(sys.stdin)
    client = Client(host=given["host"], scheme="http://", timeout=30)
    steps: dict[str, Any] = {}
    steps["login"] = _seen(client.login(given["email"], given["password"], mfa_secret=given.get("totp_secret")))
    stack = client.stack(given["api_key"])
    steps["stack fetch"] = _seen(stack.fetch())
    steps["content type create"] = _seen(stack.content_types().create(CONTENT_TYPE))
    entries = stack.content_types("recipe")
    steps["entry create"] = _seen(entries.entry().create({"entry": {"title": "Soup", "servings": 2}}))
    uid = steps["entry create"]["body"]["entry"]["uid"]
    steps["entry fetch"] = _seen(entries.entry(uid).fetch())
    steps["entry update"] = _seen(entries.entry(uid).update({"entry": {"title": "Soup", "servings": 4}}))
    steps["entry list"] = _seen(entries.entry().find())
    steps["entry delete"] = _seen(entries.entry(uid).delete())
    steps["entry fetch after delete"] = _seen(entries.entry(uid).fetch())
    # Last, because an upload takes the Content-Type away from every later call of this client.
    steps["asset upload"] = _seen(stack.assets().upload(given["file"]))
    json.dump(steps, sys.stdout)


def _seen(response: Any) -> dict[str, Any]:
    return {"status": response.status_code, "body": response.json()}


if __name__ == "__main__":
    main()
