"""Turns the description in `spec/` into the typed client in `generated_client/`, and checks that the two agree."""
