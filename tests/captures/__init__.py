"""Captures of real devices, replayed: what the guard lets out, and what the probes read in their answers."""
