"""No permit, no packet: scope, pace, read-only tables, calendar, canary, ledger."""
