"""Studies of cover of ad hoc election workers: runs, records, back-test, levers, calendar."""
