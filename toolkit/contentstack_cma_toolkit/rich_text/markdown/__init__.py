"""Markdown to rich text and back."""
