"""Hashes of JSON."""

import hashlib
import json


def hash_json(value: object) -> str:
    """Return a hash of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["hash_json"]
