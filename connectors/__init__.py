"""What is brought: one file for each kind of source; a file is found by being here."""
