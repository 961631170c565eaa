"""The login process: logs in at one asset, runs the read-only commands of a table, and tells what it read."""
