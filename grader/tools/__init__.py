"""The command line and what hangs on it: self-test, demo, benchmark, doctor, new tasks."""
