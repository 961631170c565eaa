"""Tests of the login process."""
