"""Times to schedule things for: the CMA takes none that is more than 12 months ahead."""

from datetime import UTC, datetime, timedelta


def format_days_ahead(days: int) -> str:
    """Write the time in so many days as the CMA writes it, in whole seconds."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


LATER = format_days_ahead(300)
"""A time that no test comes to."""
