"""Content in the store: how entries, assets, schemas, taxonomies and variants are found, shown and written."""
