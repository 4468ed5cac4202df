"""How the steps of publishing, workflows and webhooks are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import (
    Expected,
    expect_absent,
    expect_count,
    expect_created,
    expect_each,
    expect_error,
    expect_notice,
    expect_ok,
    expect_some,
    is_given,
)

DISHES: Mapping[str, Expected] = {
    "Stew": expect_created({"entry.title": "Stew"}),
    "Salad": expect_created({"entry.title": "Salad"}),
}

RELEASES: Mapping[str, Expected] = {
    "create": expect_created(
        {"notice": "Release created successfully.", "release.name": "Spring", "release.locked": False}
    ),
    "find": expect_ok({"releases": expect_each("name", "Spring")}),
    "fetch": expect_ok({"release.items": []}),
    "update": expect_ok({"release.name": "Summer"}),
    "add an item": expect_created({"release.items": expect_each("title", "Stew")}),
    "deploy": expect_notice("Release sent successfully for deployment."),
    "clone": expect_created({"release.name": "Autumn", "release.items": expect_each("title", "Stew")}),
    "delete": expect_notice("Release deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

RELEASE_ITEMS: Mapping[str, Expected] = {
    "create release 1": expect_created({"release.name": "One"}),
    "create release 2": expect_created({"release.name": "Two"}),
    "create": expect_created({"release.items": expect_each("title", "Stew")}),
    "create the same": expect_error(141, "items"),
    "create multiple": expect_created({"notice": "Item(s) send to add to release successfully."}),
    "find": expect_ok({"items": expect_each("title", "Stew", "Salad")}),
    "update": expect_ok({"notice": is_given}),
    "move": expect_ok({"notice": is_given}),
    "delete": expect_ok({"notice": "Item(s) send to remove from release successfully."}),
    "find after delete": expect_ok({"items": []}),
    "add in bulk": expect_ok({"notice": is_given, "job_id": is_given}),
    "find what was added in bulk": expect_ok({"items": expect_some("title", "Salad")}),
    "update in bulk": expect_ok({"notice": is_given, "job_id": is_given}),
    "delete multiple": expect_ok({"notice": "Item(s) send to remove from release successfully."}),
}

PUBLISH_QUEUE: Mapping[str, Expected] = {
    "schedule": expect_notice("The requested action has been performed."),
    "find": expect_ok(
        {"queue": is_given, "queue.0.publish_details.status": "scheduled", "queue.0.entry.title": "Stew"}
    ),
    "fetch": expect_ok({"entry.scheduled_at": is_given, "entry.action": "publish"}),
    "cancel": expect_ok({"notice": is_given}),
}

BULK: Mapping[str, Expected] = {
    "publish without a version": expect_ok({"notice": is_given, "job_id": expect_absent}),
    "publish": expect_ok({"notice": is_given, "job_id": is_given}),
    "job status": expect_ok({"uid": is_given, "action": "publish", "body.locales": ["en-us"], "status": is_given}),
    "published": expect_ok({"entry.publish_details": expect_each("locale", "en-us")}),
    "unpublish": expect_ok({"notice": is_given}),
    "update to a stage that does not exist": expect_error(366, "workflow_stage", 412),
    "delete": expect_ok({"notice": is_given}),
    "deleted": expect_error(141, "uid"),
}

WORKFLOWS: Mapping[str, Expected] = {
    "create": expect_created(
        {
            "notice": "Workflow created successfully.",
            "workflow.workflow_stages": expect_each("name", "Review", "Complete"),
            "workflow.enabled": True,
        }
    ),
    "find": expect_ok({"workflows": expect_each("name", "Kitchen")}),
    "fetch": expect_ok({"workflow.content_types": ["recipe"]}),
    "update": expect_ok({"workflow.name": "Canteen", "workflow.workflow_stages": expect_count(2)}),
    "disable": expect_ok({"notice": "Workflow disabled successfully.", "workflow.enabled": False}),
    "enable": expect_ok({"notice": "Workflow enabled successfully.", "workflow.enabled": True}),
    "create an entry": expect_created(),
    "set a stage": expect_notice("Workflow stage updated successfully."),
    "tasks": expect_ok({"assignments": []}),
    "request approval": expect_ok({"notice": is_given}),
    "delete": expect_ok({"notice": "Workflow deleted successfully."}),
    "fetch after delete": expect_error(141, "uid", 404),
}

PUBLISH_RULES: Mapping[str, Expected] = {
    "create": expect_created({"notice": "Publish rule created successfully.", "publishing_rule.locales": ["en-us"]}),
    "find": expect_ok({"publishing_rules": expect_each("content_types", ["recipe"])}),
    "fetch": expect_ok({"publishing_rule.workflow_stage": is_given}),
    "of a content type": expect_ok({"publishing_rules": expect_each("action", "publish")}),
    "update": expect_notice("Publish rule updated successfully."),
    "delete": expect_notice("Publish rule deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

WEBHOOKS: Mapping[str, Expected] = {
    "create": expect_created(
        {
            "notice": "The webhook was created successfully",
            "webhook.name": "Bell",
            "webhook.destinations.0.http_basic_password": "********",
        }
    ),
    "find": expect_ok({"webhooks": expect_each("name", "Bell")}),
    "fetch": expect_ok({"webhook.channels": ["content_types.entries.create"]}),
    "update": expect_ok({"webhook.name": "Gong"}),
    "set off": expect_created(),
    "executions": expect_ok({"webhooks": expect_each("event_data.data.entry.title", "Ring")}),
    "logs": expect_ok({"webhook.event_data.data.entry.title": "Ring"}),
    "retry": expect_ok({"notice": is_given}),
    "export": expect_ok({"name": "Gong", "webhook": expect_absent}),
    "import": expect_created({"webhook.name": "Gong"}),
    "delete": expect_ok({"notice": "The Webhook was deleted successfully"}),
    "delete with the same client": expect_error(141, "uid"),
    "fetch after delete": expect_error(141, "uid"),
}
