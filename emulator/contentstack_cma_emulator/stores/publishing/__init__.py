"""Publishing: the queue, its jobs and records, publish rules, and what a release holds."""
