"""Bytes of a page to a safe tree: the one door to HTML, and all of the parsers that the scraper may import."""
