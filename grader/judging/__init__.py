"""From what came out of the sandbox to findings, mistakes and verdicts: functions of data."""
