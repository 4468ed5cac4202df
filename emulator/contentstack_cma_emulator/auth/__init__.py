"""Who calls: the credentials of the CMA, signing in, and OAuth."""
