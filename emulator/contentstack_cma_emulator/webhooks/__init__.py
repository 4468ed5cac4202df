"""Webhooks: match events, send payloads, record executions."""
