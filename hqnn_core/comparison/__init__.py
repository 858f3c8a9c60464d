"""Statistical comparison of runs: hybrid against twin, settings of a sweep, recorded curves."""
