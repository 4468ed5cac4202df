"""The asynchronous code of runs, from which the synchronous code is derived."""
