"""Decisions about content, publishing, workflows and branches: pure functions, without a call and without a store."""
