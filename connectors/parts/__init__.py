"""What connectors are made of: reading servers, files and cells; each part serves one or more."""
