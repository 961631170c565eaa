"""The service as systemd knows it."""
