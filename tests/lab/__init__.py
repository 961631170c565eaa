"""A small factory of real servers in network namespaces, for tests; see `tests.lab.factory`."""
