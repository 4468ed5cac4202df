"""Workflows with publish rules, webhooks with their executions."""

from typing import Any

from tests.foreign.official.tour import Tour, uid


def stage(name: str, colour: str) -> dict[str, Any]:
    """Make a stage of a workflow."""
    return {
        "color": colour,
        "SYS_ACL": {"roles": {"uids": []}, "users": {"uids": ["$all"]}, "others": {}},
        "next_available_stages": ["$all"],
        "allStages": True,
        "allUsers": True,
        "specificStages": False,
        "specificUsers": False,
        "entry_lock": "$none",
        "name": name,
    }


WORKFLOW = {
    "workflow_stages": [stage("Review", "#2196f3"), stage("Complete", "#74ba76")],
    "admin_users": {"users": []},
    "name": "Kitchen",
    "enabled": True,
    "branches": ["main"],
    "content_types": ["recipe"],
}


def visit(tour: Tour) -> None:
    """Take the steps of both."""
    workflows(tour)
    webhooks(tour)


def workflows(tour: Tour) -> None:
    """Take the steps of workflows, and bring an entry to a stage."""
    step = tour.at("workflows")
    body = step("create", lambda: tour.stack.workflows().create({"workflow": WORKFLOW}))
    made, stages = uid(body, "workflow"), (body or {}).get("workflow", {}).get("workflow_stages", [])
    step("find", lambda: tour.stack.workflows().find())
    step("fetch", lambda: tour.stack.workflows(made).fetch())
    changed = {"workflow": WORKFLOW | {"name": "Canteen", "workflow_stages": stages}}
    step("update", lambda: tour.stack.workflows(made).update(changed))
    step("disable", lambda: tour.stack.workflows(made).disable())
    step("enable", lambda: tour.stack.workflows(made).enable())
    sent = {"entry": {"title": "In a workflow"}}
    entry = uid(step("create an entry", lambda: tour.stack.content_types("recipe").entry().create(sent)), "entry")
    target = stages[-1]["uid"] if stages else "missing"
    moved = {"workflow": {"workflow_stage": {"uid": target, "comment": "Done", "notify": False}}}
    step("set a stage", lambda: tour.stack.workflows().set_workflow_stage("recipe", entry, moved))
    step("tasks", lambda: tour.stack.workflows().fetch_tasks())
    rules(tour, made, target)
    step("request approval", lambda: tour.stack.workflows().publish_request_approval("recipe", entry))
    step("delete", lambda: tour.stack.workflows(made).delete())
    step("fetch after delete", lambda: tour.stack.workflows(made).fetch())


def rules(tour: Tour, workflow: str, workflow_stage: str) -> None:
    """Take the steps of publish rules."""
    step = tour.at("publish rules")
    environments = tour.stack.environments("production").fetch().json()
    rule = {
        "workflow": workflow,
        "actions": [],
        "branches": ["main"],
        "content_types": ["recipe"],
        "locales": ["en-us"],
        "environment": uid(environments, "environment"),
        "approvers": {"users": [], "roles": []},
        "workflow_stage": workflow_stage,
        "disable_approver_publishing": False,
    }
    sent = {"publishing_rule": rule}
    made = uid(step("create", lambda: tour.stack.workflows().create_publish_rule(sent)), "publishing_rule")
    step("find", lambda: tour.stack.workflows().fetch_publish_rules())
    step("fetch", lambda: tour.stack.workflows().fetch_publish_rule(made))
    asking = tour.stack.workflows()
    asking.add_param("action", "publish")
    step("of a content type", lambda: asking.fetch_publish_rule_content_type("recipe"))
    changed = {"publishing_rule": rule | {"locales": ["en-us", "fr-fr"]}}
    step("update", lambda: tour.stack.workflows().update_publish_rule(made, changed))
    step("delete", lambda: tour.stack.workflows().delete_publish_rule(made))
    step("fetch after delete", lambda: tour.stack.workflows().fetch_publish_rule(made))


def webhooks(tour: Tour) -> None:
    """Take the steps of webhooks, with a delivery to the emulator itself, which rejects it."""
    step = tour.at("webhooks")
    webhook = {
        "name": "Bell",
        "destinations": [
            {
                "target_url": f"{tour.given['url']}/ring",
                "http_basic_auth": "cook",
                "http_basic_password": "salt",
                "custom_header": [{"header_name": "X-Kitchen", "value": "1"}],
            }
        ],
        "channels": ["content_types.entries.create"],
        "branches": ["main"],
        "retry_policy": "manual",
        "disabled": False,
        "concise_payload": False,
    }
    made = uid(step("create", lambda: tour.stack.webhooks().create({"webhook": webhook})), "webhook")
    step("find", lambda: tour.stack.webhooks().find())
    step("fetch", lambda: tour.stack.webhooks(made).fetch())
    step("update", lambda: tour.stack.webhooks(made).update({"webhook": webhook | {"name": "Gong"}}))
    rung = {"entry": {"title": "Ring"}}
    step("set off", lambda: tour.stack.content_types("recipe").entry().create(rung))
    executions(tour, made)
    exported = step("export", lambda: tour.stack.webhooks(made).export())
    path = tour.file("bell.json", exported or {})
    step("import", lambda: tour.stack.webhooks().imports(path))
    delete_webhooks(tour, made)
    step("fetch after delete", lambda: tour.stack.webhooks(made).fetch())


def executions(tour: Tour, webhook: str) -> None:
    """See how deliveries went, and have one made again."""
    step = tour.at("webhooks")
    body = step.until("executions", lambda: tour.stack.webhooks(webhook).executions(), was_delivered)
    found = (body or {}).get("webhooks", [])
    execution = found[0]["uid"] if found else "missing"
    step("logs", lambda: tour.stack.webhooks().logs(execution))
    step("retry", lambda: tour.stack.webhooks().retry(execution))


def was_delivered(body: dict[str, Any]) -> bool:
    """Return whether something was delivered, or tried to be."""
    return any(execution.get("status") in (404, "404") for execution in body.get("webhooks", []))


def delete_webhooks(tour: Tour, made: str) -> None:
    """Delete webhooks, two of them with the same client."""
    step = tour.at("webhooks")
    stack = tour.stack
    step("delete", lambda: stack.webhooks(made).delete())
    step("delete with the same client", lambda: stack.webhooks(made).delete())
