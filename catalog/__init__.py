"""The catalogue: the one database that is the truth, and the functions that read and write it."""
