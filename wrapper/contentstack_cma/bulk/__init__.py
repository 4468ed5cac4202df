"""Bulk work: many calls as one run, and how it is shown while it goes on."""
