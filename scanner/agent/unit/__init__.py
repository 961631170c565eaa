"""The service as systemd knows it: its unit, how it is installed, where it stands, how it is taken away."""
