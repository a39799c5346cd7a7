"""What runs inside the sandbox, beside the student's code.

Nothing here knows a right answer. The package imports nothing of `grader` above it: in the sandbox
this folder is all there is of us.
"""
