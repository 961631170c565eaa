"""Benchmarks: what the project claims about speed and gentleness, measured beside nmap in the same run."""
