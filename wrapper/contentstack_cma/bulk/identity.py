"""What identifies a job: what it does, and where. A checkpoint belongs to one job."""

from collections.abc import Mapping

JobIdentity = Mapping[str, str | None]
"""The operation, the stack and its branch, and what else makes it this job."""
