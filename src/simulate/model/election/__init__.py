"""Cover of ad hoc election workers: who serves, for how long, what it costs, what may happen to them."""
