"""Transfers that talk to a stack, asynchronously."""
