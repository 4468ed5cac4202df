"""Allow publishing only from a certain workflow stage."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    workflow = stack.workflows.create(
        {"name": "Release", "content_types": ["blog_post"], "workflow_stages": [{"name": "Draft"}, {"name": "Done"}]}
    )
    _, done = workflow.workflow_stages or []
    rule = stack.publish_rules.create(
        {
            "workflow": workflow.uid,
            "workflow_stage": done.uid,
            "environment": stack.environments.get("production").uid,
            "actions": ["publish"],
            "content_types": ["blog_post"],
            "locales": ["en-us"],
        }
    )
    rule.locales = ["en-us", "fr-fr"]
    stack.publish_rules.update(rule.uid, rule)
    print(stack.publish_rules.get(rule.uid).locales)
    print(len(stack.publish_rules.list().items), "rules")
    for held in stack.publish_rules.list_for_content_type("blog_post", action="publish"):
        print(held.locale, held.environment, held.approvers)
    stack.publish_rules.delete(rule.uid)
    stack.workflows.delete(workflow.uid)
