"""The only door to the segment: TCP, UDP, echo, the link layer, and the nmap program."""
