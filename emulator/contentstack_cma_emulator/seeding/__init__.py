"""Loading of seed files and of the demo content: stacks, content types, entries, assets."""
