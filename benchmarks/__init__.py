"""Measures the SDK beside bare httpx and the official SDK, all in one run: `python -m benchmarks`."""
