"""The program: settings, wiring, command line and server entry points; nothing imports it."""

__version__ = "0.1.0"
