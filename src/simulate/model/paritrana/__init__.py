"""The Paritrana scorecard: scores, weights, actions, ranks."""
