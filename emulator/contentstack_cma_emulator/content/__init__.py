"""What content is: schemas and their rules, entries and their copies, versions and publishing, assets and folders."""
