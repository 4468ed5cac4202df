"""How the steps of publishing, workflows and webhooks are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import Expected, absent, count, created, done, each, given, ok, refused, some

DISHES: Mapping[str, Expected] = {"Stew": created({"entry.title": "Stew"}), "Salad": created({"entry.title": "Salad"})}

RELEASES: Mapping[str, Expected] = {
    "create": created({"notice": "Release created successfully.", "release.name": "Spring", "release.locked": False}),
    "find": ok({"releases": each("name", "Spring")}),
    "fetch": ok({"release.items": []}),
    "update": ok({"release.name": "Summer"}),
    "add an item": created({"release.items": each("title", "Stew")}),
    "deploy": done("Release sent successfully for deployment."),
    "clone": created({"release.name": "Autumn", "release.items": each("title", "Stew")}),
    "delete": done("Release deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

RELEASE_ITEMS: Mapping[str, Expected] = {
    "create release 1": created({"release.name": "One"}),
    "create release 2": created({"release.name": "Two"}),
    "create": created({"release.items": each("title", "Stew")}),
    "create the same": refused(141, "items"),
    "create multiple": created({"notice": "Item(s) send to add to release successfully."}),
    "find": ok({"items": each("title", "Stew", "Salad")}),
    "update": ok({"notice": given}),
    "move": ok({"notice": given}),
    "delete": ok({"notice": "Item(s) send to remove from release successfully."}),
    "find after delete": ok({"items": []}),
    "add in bulk": ok({"notice": given, "job_id": given}),
    "find what was added in bulk": ok({"items": some("title", "Salad")}),
    "update in bulk": ok({"notice": given, "job_id": given}),
    "delete multiple": ok({"notice": "Item(s) send to remove from release successfully."}),
}

PUBLISH_QUEUE: Mapping[str, Expected] = {
    "schedule": done("The requested action has been performed."),
    "find": ok({"queue": given, "queue.0.publish_details.status": "scheduled", "queue.0.entry.title": "Stew"}),
    "fetch": ok({"entry.scheduled_at": given, "entry.action": "publish"}),
    "cancel": ok({"notice": given}),
}

BULK: Mapping[str, Expected] = {
    "publish without a version": ok({"notice": given, "job_id": absent}),
    "publish": ok({"notice": given, "job_id": given}),
    "job status": ok({"uid": given, "action": "publish", "body.locales": ["en-us"], "status": given}),
    "published": ok({"entry.publish_details": each("locale", "en-us")}),
    "unpublish": ok({"notice": given}),
    "update to a stage that does not exist": refused(366, "workflow_stage", 412),
    "delete": ok({"notice": given}),
    "deleted": refused(141, "uid"),
}

WORKFLOWS: Mapping[str, Expected] = {
    "create": created(
        {
            "notice": "Workflow created successfully.",
            "workflow.workflow_stages": each("name", "Review", "Complete"),
            "workflow.enabled": True,
        }
    ),
    "find": ok({"workflows": each("name", "Kitchen")}),
    "fetch": ok({"workflow.content_types": ["recipe"]}),
    "update": ok({"workflow.name": "Canteen", "workflow.workflow_stages": count(2)}),
    "disable": ok({"notice": "Workflow disabled successfully.", "workflow.enabled": False}),
    "enable": ok({"notice": "Workflow enabled successfully.", "workflow.enabled": True}),
    "create an entry": created(),
    "set a stage": done("Workflow stage updated successfully."),
    "tasks": ok({"assignments": []}),
    "request approval": ok({"notice": given}),
    "delete": ok({"notice": "Workflow deleted successfully."}),
    "fetch after delete": refused(141, "uid", 404),
}

PUBLISH_RULES: Mapping[str, Expected] = {
    "create": created({"notice": "Publish rule created successfully.", "publishing_rule.locales": ["en-us"]}),
    "find": ok({"publishing_rules": each("content_types", ["recipe"])}),
    "fetch": ok({"publishing_rule.workflow_stage": given}),
    "of a content type": ok({"publishing_rules": each("action", "publish")}),
    "update": done("Publish rule updated successfully."),
    "delete": done("Publish rule deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

WEBHOOKS: Mapping[str, Expected] = {
    "create": created(
        {
            "notice": "The webhook was created successfully",
            "webhook.name": "Bell",
            "webhook.destinations.0.http_basic_password": "********",
        }
    ),
    "find": ok({"webhooks": each("name", "Bell")}),
    "fetch": ok({"webhook.channels": ["content_types.entries.create"]}),
    "update": ok({"webhook.name": "Gong"}),
    "set off": created(),
    "executions": ok({"webhooks": each("event_data.data.entry.title", "Ring")}),
    "logs": ok({"webhook.event_data.data.entry.title": "Ring"}),
    "retry": ok({"notice": given}),
    "export": ok({"name": "Gong", "webhook": absent}),
    "import": created({"webhook.name": "Gong"}),
    "delete": ok({"notice": "The Webhook was deleted successfully"}),
    "delete with the same client": refused(141, "uid"),
    "fetch after delete": refused(141, "uid"),
}
