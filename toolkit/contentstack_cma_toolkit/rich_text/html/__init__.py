"""HTML to rich text and back."""
