"""Publishing: the queue, its jobs and records, publish rules, and the items of releases."""
