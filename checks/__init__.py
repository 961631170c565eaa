"""Vaglio's own checks: one question a file. They are found by walking this package."""
