"""Entry point of the `kortom` command and of `python -m kortom`."""

from kortom.cli import main

if __name__ == "__main__":
    main()
