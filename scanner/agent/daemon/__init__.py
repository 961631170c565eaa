"""The agent as a service: what begins when, who carries it out, what ends it, and what can be seen of it."""
