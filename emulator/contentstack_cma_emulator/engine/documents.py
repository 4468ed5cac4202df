"""Documents: JSON objects, as they are sent, stored and returned."""

from typing import Any

Document = dict[str, Any]
"""A JSON object. Its values are free-form: the CMA stores whatever fields a user models."""
