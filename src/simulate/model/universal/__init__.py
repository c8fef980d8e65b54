"""The road to universal coverage: who joins through which channel, who stops, what it costs and pays."""
