"""The checks, one module each; the package around this one scans it and says what a check has."""
