"""What runs inside the sandbox, beside the student's code.

Nothing here knows a right answer. The package imports nothing of `grader` but `ground`: in the sandbox
these two are all there is of us.
"""
