"""Building the region's binary documents from text, with the same bytes every time."""
