"""How much of a notebook's output is kept. Both sides of the sandbox apply these."""

TEXT_CHARACTERS = 20_000  # of one output
CELL_OUTPUTS = 50
DATA_BYTES = 1_000_000  # of one rich output (an image), as stored in the notebook
NOTEBOOK_BYTES = 6_000_000  # of all outputs of one notebook
