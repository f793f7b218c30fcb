"""What is worded and drawn: the pages, the exports and the command line."""
