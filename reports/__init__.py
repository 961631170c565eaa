"""Report formats. Each takes one audit and gives one file; none of them asks the network anything."""
