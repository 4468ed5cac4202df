"""Find, show and write content: entries, assets, schemas, taxonomies and variants."""
