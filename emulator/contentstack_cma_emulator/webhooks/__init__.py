"""Webhooks at work: what they hear, what is sent to whom, and how it went."""
