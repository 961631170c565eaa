"""Our verdicts beside those of other programs, on the same servers. Runs where the other program is installed."""
