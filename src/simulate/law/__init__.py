"""The dated law base, and the law as arithmetic: pure functions of a `LawMonth` and numbers or arrays."""
