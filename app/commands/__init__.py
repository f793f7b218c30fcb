"""One file a command, found by being here: its `command` bears the file's name."""
