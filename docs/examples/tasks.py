"""Tasks: workflow stages assigned to you."""

from contentstack_cma import Client

with Client() as client:
    for task in client.tasks.list(query={"type": "workflow_stage"}, sort={"assigned_at": "desc"}):
        stage = task.job.workflow_stage if task.job else None
        print(task.content_type, task.entry_uid, stage.title if stage else None, task.due_date)

    here = client.stack("api_key").tasks.list(page_size=10)
    print(len(here.items), "in this stack")
