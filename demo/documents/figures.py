"""Drawing the bar charts of the reports; their words and numbers are real text in the file."""

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from demo.markup import Figure

_BAR = 17.0
_LABEL = 90.0


class BarChart(Flowable):  # type: ignore[misc]
    """One horizontal bar a row, with the number at its end."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.figure = figure

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """
        As wide as the column, as high as the rows need.
        """
        self.width, self.height = width, _BAR * len(self.figure.bars) + 40
        return self.width, self.height

    def draw(self) -> None:
        """
        Draw the title and the bars, the first one on top.
        """
        canvas: Canvas = self.canv
        canvas.setFont("Helvetica-Bold", 9)
        canvas.setFillColor(colors.black)
        canvas.drawString(0, self.height - 14, self.figure.title)
        largest = max(abs(value) for _label, value in self.figure.bars) or 1.0
        for row, (label, value) in enumerate(self.figure.bars):
            self._bar(label, value, self.height - 36 - row * _BAR, largest)

    def _bar(self, label: str, value: float, y: float, largest: float) -> None:
        canvas: Canvas = self.canv
        length = (self.width - _LABEL - 40) * abs(value) / largest
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(colors.black)
        canvas.drawString(0, y + 3, label)
        canvas.setFillColor(colors.HexColor("#12495b" if value >= 0 else "#b3541e"))
        canvas.rect(_LABEL, y, length, _BAR * 0.6, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        canvas.drawString(_LABEL + length + 4, y + 3, f"{value:.1f}".replace(".", ",").replace("-", "–"))
