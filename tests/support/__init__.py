"""What several test folders share: factories and fixtures' building blocks."""
