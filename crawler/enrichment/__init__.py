"""From extracted text to language, topics, places and organisations: pure functions over values."""
