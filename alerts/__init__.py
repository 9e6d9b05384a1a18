"""Subscriptions to searches, and everything from a new version to the mail about it."""
