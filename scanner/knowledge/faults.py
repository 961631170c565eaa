"""What can be wrong with a bundle."""


class BundleError(Exception):
    """A bundle cannot be made or used. The message is one clear sentence; what was there stays."""
