"""Generate the typed client from the description in `spec/`, and check that the two agree."""
