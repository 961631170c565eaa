"""One protocol a file. A probe speaks only through its line."""
