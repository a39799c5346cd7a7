"""How much of what a notebook gives out is kept. Both sides of the wall apply these."""

from .said_inside import CUT as CUT

TEXT_CHARACTERS = 20_000  # of one output
TEXT_WITH_CUT = TEXT_CHARACTERS + len(CUT)
TRACEBACK_LINES = 40
CELL_OUTPUTS = 50
DATA_BYTES = 1_000_000  # of one rich output (an image), as stored in the notebook
NOTEBOOK_BYTES = 6_000_000  # of all outputs of one notebook
RUNS = 8  # of a capstone that are walked once more
DESIGNED = 12  # entries of each list in a trial that a notebook brings; more than any exam allows
NAME_CHARACTERS = 200  # of the name of an exception, a class or a kind of output
COUNT = 2**53  # the highest; beyond it not every whole number is a float
FAILURE_CHARACTERS = 500  # of the type and the message of what ended a walk
SOURCE_CHARACTERS = 200  # of the student's line in which it was raised
MEASURE_AFTER = 3  # steps, after which a measuring trial writes down what is stored, and once more at its end
MEASURED = 2  # so often

# What is shown of a notebook, in feedback and in formgrader.
ATTACHMENT_BYTES = 4_000_000  # of one image that a student pasted, as stored in the notebook, or laid beside it
IMAGE_PIXELS = 40_000_000  # of one image, width times height; two screens of 5K
NOTEBOOK_PIXELS = 160_000_000  # of all images that a notebook's cells gave out; unpacked, each takes four bytes
FRAGMENT_CHARACTERS = 8_000_000  # of one cell, or one output, in its source: Colab pastes images into it
FRAGMENT_HTML = 8_000_000  # of the same laid out, images included
FRAGMENT_DEPTH = 100  # of elements in elements
RENDER_SECONDS = 6.0  # of computing, for all fragments of a notebook
RENDER_FRAGMENT_SECONDS = 0.001  # that each fragment is taken to need at least
RENDER_LEAST_SECONDS = 0.1  # with less left, no further fragment is begun
RENDER_WALL_SECONDS = 120.0  # for one fragment, whatever it does meanwhile
RENDER_CHARACTERS = 24_000_000  # of all that is laid out of a notebook
RENDER_MARKS = 200_000  # tags and references in it: whoever reads the page spends time on each
RENDER_BYTES = 2 << 30  # of memory
