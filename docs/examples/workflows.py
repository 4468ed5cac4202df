"""Move entries through the stages of a workflow."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    workflow = stack.workflows.create(
        {
            "name": "Four eyes",
            "content_types": ["blog_post"],
            "workflow_stages": [
                {"name": "Draft", "SYS_ACL": {"users": {"uids": ["$all"]}}, "next_available_stages": ["$all"]},
                {"name": "Checked", "SYS_ACL": {"users": {"uids": ["$all"]}}, "next_available_stages": ["$all"]},
            ],
        }
    )
    stack.workflows.enable(workflow.uid)
    _, checked = workflow.workflow_stages or []
    entry = stack.entries("blog_post").create({"title": "To be checked", "url": "/to-be-checked"})
    stack.entries("blog_post").set_workflow_stage(entry.uid, checked.uid, comment="Looks good")

    workflow.description = "Somebody else reads it first"
    print(stack.workflows.update(workflow.uid, workflow).description)
    print([(found.name, found.enabled) for found in stack.workflows.list()])
    stack.entries("blog_post").delete(entry.uid)
    stack.workflows.disable(workflow.uid)
    stack.workflows.delete(workflow.uid)
