"""How much of what a notebook gives out is kept. Both sides of the wall apply these."""

TEXT_CHARACTERS = 20_000  # of one output
CUT = "\n… (output cut)\n"  # what follows a text that was longer
TRACEBACK_LINES = 40
CELL_OUTPUTS = 50
DATA_BYTES = 1_000_000  # of one rich output (an image), as stored in the notebook
NOTEBOOK_BYTES = 6_000_000  # of all outputs of one notebook
RUNS = 8  # of a capstone that are walked once more
