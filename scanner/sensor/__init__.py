"""Asks the segment: an order in, evidence out. The only part of the program that touches it."""
