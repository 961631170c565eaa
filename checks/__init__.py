"""Vaglio's own checks: one question a file, or a family of like ones. They are found by walking this package."""
