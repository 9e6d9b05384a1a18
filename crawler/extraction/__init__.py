"""From downloaded bytes to text, pages, headings, links and metadata: pure functions of a FetchedPage."""
