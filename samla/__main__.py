"""`python -m samla`: the command line."""

from samla.cli import main

if __name__ == "__main__":
    main()
