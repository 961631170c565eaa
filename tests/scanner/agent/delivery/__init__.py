"""Tests of what is delivered, with real receivers on this machine."""
