"""Animations as films, written by matplotlib: GIF for a README, MP4 for slides."""

import imageio_ffmpeg
import matplotlib
import matplotlib.pyplot as plt
from matplotlib.animation import FFMpegWriter, PillowWriter
from PIL import Image

from .panel import WIDTH

COLOURS = 64


class SmallGif(PillowWriter):
    """A GIF whose frames share one palette and store only what changed: a tenth of the size."""

    def finish(self):
        palette = self._frames[-1].convert("RGB").quantize(COLOURS)
        frames = [
            frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
            for frame in self._frames
        ]
        frames[0].save(
            self.outfile,
            save_all=True,
            append_images=frames[1:],
            duration=int(1000 / self.fps),
            loop=0,
            optimize=True,
        )


def save(animation, file, fps, size):
    """Write `animation` to `file` (.gif or .mp4), every panel `size` pixels wide."""
    if file.suffix not in {".gif", ".mp4"}:
        raise ValueError(f"An animation is saved as .gif or .mp4, not as “{file.suffix}”.")
    count, height = len(animation.panels), max(panel.height for panel in animation.panels)
    inches = (count * size / 100, (size * height / WIDTH + 40) / 100)
    writer = SmallGif(fps=fps)
    if file.suffix == ".mp4":
        # H.264 knows only even numbers of pixels
        even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
        writer = FFMpegWriter(fps=fps, codec="libx264", extra_args=even)
    with matplotlib.rc_context({"animation.ffmpeg_path": imageio_ffmpeg.get_ffmpeg_exe()}):
        fig, axes = plt.subplots(1, count, figsize=inches, dpi=100, squeeze=False)
        fig.subplots_adjust(0.01, 0.01, 0.99, 1 - 34 / (100 * inches[1]), wspace=0.04)
        movers = [m for panel, ax in zip(animation.panels, axes[0], strict=True)
                  for m in _stage(animation, panel, ax)]
        with writer.saving(fig, str(file), dpi=100):
            for step in range(animation.steps + 1):
                for points, trail, head in movers:
                    past = points[: step + 1]
                    trail.set_data(past[:, 0], past[:, 1])
                    head.set_data(past[-1:, 0], past[-1:, 1])
                writer.grab_frame()
        plt.close(fig)


def _stage(animation, panel, ax):
    """Set the panel's scene, and return what moves in it: (points, trail, head) of every track."""
    panel.paint(ax)
    ax.set(xlim=(0, WIDTH), ylim=(panel.height, 0), xticks=[], yticks=[])
    movers = []
    for track in panel.tracks():
        look = animation.looks[track.name]
        dash = (0, look.dash) if look.dash else "-"
        line = dict(ls=dash, lw=2) if panel.trail == "line" else dict(ls="", marker="o", ms=3, alpha=0.35)
        (trail,) = ax.plot([], [], color=look.light, **line)
        (head,) = ax.plot([], [], color=look.light, marker=look.marker, ms=9, ls="", mec="white", label=track.name)
        movers.append((track.points, trail, head))
    columns = len(movers)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, frameon=False, borderpad=0.2)
    return movers
