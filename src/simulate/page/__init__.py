"""What a reader sees: words, numbers, charts and tables in both languages."""
