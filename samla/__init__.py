"""The program: settings, wiring, command line and server entry points; nothing imports it."""
