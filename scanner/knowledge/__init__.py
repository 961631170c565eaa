"""Advisories, support dates and version orders: what is known about products, never about this factory."""
