"""Asks for due work, claims runs from the ledger, and executes them; the rows decide, the timer only wakes."""
