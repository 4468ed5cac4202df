"""Compare the SDK with bare httpx and the official SDK in one run: `python -m benchmarks`."""
