"""Tasks for the grader of step() by step(), a file each."""
