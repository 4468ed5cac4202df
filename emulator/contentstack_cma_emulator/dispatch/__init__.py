"""From a request to its handler: route, credentials, validation against the description, plan limits."""
