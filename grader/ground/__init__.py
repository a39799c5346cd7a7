"""What both sides of the wall share: trials, the walk, training problems, messages, frames and limits.

In the sandbox, this room and `inside` are all there is of the grader, so nothing here knows a right answer.
"""
