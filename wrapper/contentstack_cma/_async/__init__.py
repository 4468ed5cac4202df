"""The asynchronous half: all that sends. Written by hand; the synchronous half is derived from it."""
