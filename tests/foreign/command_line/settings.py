"""What the stack that is exported has beside content, made through our SDK."""

from contentstack_cma import Stack, models

MASTER = "en-us"
LOCALES = {"fr-fr": ("French", MASTER), "de-de": ("German", MASTER), "de-at": ("Austrian", MASTER)}
"""Those beside the master locale: name and fallback by code. Only one level of fallback is allowed."""

ENVIRONMENTS = ("production", "staging")


def create_settings(stack: Stack) -> None:
    """Create the locales, environments, taxonomies and the webhook."""
    for code, (name, fallback) in LOCALES.items():
        stack.locales.create({"code": code, "name": name, "fallback_locale": fallback})
    for name in ENVIRONMENTS:
        urls: list[models.EnvironmentUrlInputDict] = [
            {"locale": code, "url": f"https://{name}.example.com/{code}"} for code in (MASTER, *LOCALES)
        ]
        stack.environments.create({"name": name, "urls": urls})
    _create_taxonomies(stack)
    stack.webhooks.create(
        {
            "name": "Search index",
            "destinations": [
                {
                    "target_url": "https://hooks.example.com/index",
                    "http_basic_auth": "cook",
                    "http_basic_password": "secret",
                    "custom_header": [{"header_name": "X-Kitchen", "value": "1"}],
                }
            ],
            "channels": ["content_types.recipe.entries.publish", "assets.publish"],
            "retry_policy": "manual",
            "disabled": True,
        }
    )


def _create_taxonomies(stack: Stack) -> None:
    stack.taxonomies.create({"uid": "cuisines", "name": "Cuisines", "description": "Where a dish comes from."})
    stack.taxonomies.create({"uid": "diets", "name": "Diets"})
    terms = stack.terms("cuisines")
    terms.create({"uid": "europe", "name": "Europe"})
    for uid, parent in (("france", "europe"), ("norway", "europe"), ("lyon", "france")):
        terms.create({"uid": uid, "name": uid.capitalize(), "parent_uid": parent})
    for uid in ("vegan", "kosher"):
        stack.terms("diets").create({"uid": uid, "name": uid.capitalize()})
    stack.taxonomies.localize("cuisines", {"name": "Cuisines du monde"}, locale="fr-fr")
    # All of them: an export gives a term that is not localized its name in the master locale, which is then imported.
    for uid in ("europe", "france", "norway", "lyon"):
        terms.localize(uid, {"name": f"{uid.capitalize()}, en français"}, locale="fr-fr")


def create_extensions(stack: Stack) -> tuple[str, str]:
    """Create a custom field for text, one for JSON and a widget, and return the uids of the fields."""
    colour = stack.extensions.create(
        {
            "title": "Colour",
            "type": "field",
            "data_type": "text",
            "src": "https://extensions.example.com/colour.html",
            "config": {"format": "hex"},
        }
    )
    notes = stack.extensions.create(
        {"title": "Notes", "type": "field", "data_type": "json", "srcdoc": "<html><body>Notes</body></html>"}
    )
    stack.extensions.create(
        {
            "title": "Word count",
            "type": "widget",
            "src": "https://extensions.example.com/words.html",
            "scope": {"content_types": ["$all"]},
        }
    )
    return colour.uid, notes.uid


def create_rules(stack: Stack) -> None:
    """Create a role, a workflow with a publish rule, and labels. They name content types and environments."""
    _create_workflow(stack, _create_role(stack))
    food = stack.labels.create({"name": "Food", "content_types": ["recipe", "ingredient"]})
    stack.labels.create({"name": "Sweets", "parent": [food.uid], "content_types": ["recipe"]})


def _create_role(stack: Stack) -> str:
    entries: models.RoleSubRightsInputDict = {"read": True, "create": True, "update": True}
    role = stack.roles.create(
        {
            "name": "Cook",
            "description": "Writes recipes.",
            "rules": [
                {"module": "branch", "branches": ["main"], "acl": {"read": True}},
                {
                    "module": "content_type",
                    "content_types": ["recipe"],
                    "acl": {"read": True, "sub_acl": entries},
                },
                {
                    "module": "environment",
                    "environments": [stack.environments.get("staging").uid],
                    "acl": {"read": True},
                },
                {"module": "locale", "locales": [str(stack.locales.get("fr-fr").uid)], "acl": {"read": True}},
            ],
        }
    )
    return role.uid


def _create_workflow(stack: Stack, role_uid: str) -> None:
    everyone = {"users": {"uids": ["$all"]}, "roles": {"uids": []}, "others": {}}
    cooks = {"users": {"uids": []}, "roles": {"uids": [role_uid]}, "others": {}}
    stages = [
        {"name": "Raw", "color": "#2196f3", "SYS_ACL": everyone, "next_available_stages": ["$all"]},
        {"name": "Tasted", "color": "#74ba76", "SYS_ACL": cooks, "next_available_stages": ["$all"]},
    ]
    tasting = {
        "name": "Tasting",
        "content_types": ["home"],
        "branches": ["main"],
        "enabled": True,
        "workflow_stages": stages,
    }
    workflow = stack.workflows.create(models.WorkflowInput.from_dict(tasting))
    _, tasted = workflow.workflow_stages or []
    stack.publish_rules.create(
        {
            "workflow": workflow.uid,
            "workflow_stage": tasted.uid,
            "environment": stack.environments.get("staging").uid,
            "actions": ["publish"],
            "content_types": ["home"],
            "locales": [MASTER],
            "branches": ["main"],
        }
    )
