"""`python -m hipgen`."""

from hipgen.cli import main

main()
