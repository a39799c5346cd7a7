"""Numbers that a cell has computed, as a table of the page."""

import html


class Table:
    """A finished table, which notebooks and the book show as HTML and a terminal as plain text."""

    def __init__(self, head, rows):
        self.head, self.rows = list(head), [list(row) for row in rows]
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"Every row needs {len(self.head)} cells, one for each of {self.head}.")

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in self.head)
        rows = "".join(f"<tr>{self._cells(row)}</tr>" for row in self.rows)
        return (
            '<div class="numbers" style="overflow-x: auto"><table class="table">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    @staticmethod
    def _cells(row) -> str:
        first, *rest = (html.escape(str(cell)) for cell in row)
        return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest)

    def __repr__(self) -> str:
        lines = [[str(cell) for cell in row] for row in (self.head, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
        )


def table(head, rows) -> Table:
    """A table as the last value of a cell: `table(["μ", "steps"], [[0.9, 85], [0.99, 912]])`.

    `head` names the columns; each row has as many cells, and its first cell names it. Cells are shown as
    `str` gives them, so format numbers first.
    """
    return Table(head, rows)
