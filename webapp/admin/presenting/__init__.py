"""Rows of the catalogue made ready for the staff's templates."""
