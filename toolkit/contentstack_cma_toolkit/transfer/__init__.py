"""Export a stack into a folder, import a folder into a stack, and clone a stack into another."""
