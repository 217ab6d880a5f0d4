"""Lets `python -m meadow` do what the command `meadow` does."""

from meadow.config.command import main

main()
