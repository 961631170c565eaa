"""Tests of the engine's knowledge."""
