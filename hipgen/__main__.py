"""`python -m hipgen`."""

from hipgen.cli import main

if __name__ == "__main__":  # not in a process that was started to help this one
    main()
