"""The admin page at `/`: stored content, request log and controls."""
