"""What a first visit of a page costs: bytes as a server compresses them, requests, elements, and what moves.

Served over HTTP with the latency of a good phone network, since from a file all is there before the first frame.
`python -m tests.book.visits`, which `make bench` runs, prints for how long a slow phone is blocked, beside
a page of the same site that says nothing.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
LATENCY, SPEED = 40, 1_250_000  # milliseconds; bytes a second: ten megabits
# What moves because the viewport has changed is no shift of the page's: a busy browser may learn its width late.
SHIFTS = """
  window.shifts_ = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const moved = entry.sources.map(({ node, previousRect, currentRect }) =>
        `${node?.nodeName} ${node?.className ?? ""} from ${Object.values(previousRect.toJSON()).slice(0, 4)} to ${
          Object.values(currentRect.toJSON()).slice(0, 4)}`);
      window.shifts_.push([entry.startTime, entry.value, moved.join("; ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
# What exceeds 50 ms of each long task is time in which a page does not answer.
BLOCKED = """
  window.blocked_ = window.freed_ = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.blocked_ += entry.duration - 50;
      window.freed_ = entry.startTime + entry.duration;
    }
  }).observe({ type: "longtask", buffered: true });
"""
QUIET = "return performance.now() - window.freed_ > 2000"
SLOWER, TIMES = 4, 5
BENCHED = ("book/index", "book/momentum", "book/nesterov", "book/adam", "book/mistakes/adamw")
ARTICLE = re.compile(r'(?<=<article class="bd-article">).*(?=</article>)', re.S)
# Half a second after the last byte and the last font: what is near the screen has come to life.
SETTLED = """
  if (document.readyState !== "complete" || document.fonts.status !== "loaded") return false;
  if (!window.settling_) {
    window.settling_ = true;
    requestAnimationFrame(() => setTimeout(() => { window.settled_ = true; }, 500));
  }
  return !!window.settled_;
"""


@dataclass(frozen=True)
class Visit:
    """One page, visited for the first time.

    Attributes:
        bytes: what came over the network, compressed, without headers.
        requests: how many files were asked for.
        nodes: the elements in the page when it stands still.
        shift: its cumulative layout shift, as https://web.dev/articles/cls defines it.
        moved: what moved, and where to (left, top, width and height in pixels).
    """

    bytes: int
    requests: int
    nodes: int
    shift: float
    moved: str = ""


@cache
def packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


class Compressing(SimpleHTTPRequestHandler):
    """Serves what is text compressed, as every public server does, and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802  (the library's name)
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        text = file.suffix in COMPRESSED
        body = packed(file) if text else file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(body)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site's address while it is served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: Compressing(*args, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def prepare(browser: Any, width: int) -> None:
    """Set a browser so that every page is visited for the first time, over a network, at this width."""
    for command, values in {
        "Network.enable": {},
        "Network.setCacheDisabled": dict(cacheDisabled=True),
        "Network.emulateNetworkConditions": dict(
            offline=False, latency=LATENCY, downloadThroughput=SPEED, uploadThroughput=SPEED),
        "Emulation.setDeviceMetricsOverride": dict(
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500),
        "Page.enable": {},
        "Page.addScriptToEvaluateOnNewDocument": dict(source=SHIFTS),
    }.items():
        browser.execute_cdp_cmd(command, values)


def visit(browser: Any, address: str) -> Visit:
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get(address)
    WebDriverWait(browser, 60).until(lambda b: b.execute_script(SETTLED))
    entries = browser.execute_script(
        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter(entry => !entry.name.startsWith('data:')).map(entry => entry.encodedBodySize)")
    nodes, shifts = browser.execute_script("return [document.querySelectorAll('*').length, window.shifts_]")
    return Visit(sum(entries), len(entries), nodes, cumulative([(time, value) for time, value, _ in shifts]),
                 "\n".join(f"{time:.0f} ms, {value:.3f}: {moved}" for time, value, moved in shifts))  # fmt: skip


def cumulative(shifts: list[tuple[float, float]]) -> float:
    """The largest sum of shifts in a session: less than a second between two, five in all. Times in milliseconds."""
    most = total = 0.0
    began = last = float("-inf")
    for time, value in shifts:
        if time - last >= 1000 or time - began >= 5000:
            began, total = time, 0.0
        last, total = time, total + value
        most = max(most, total)
    return most


def table(visits: dict[str, Visit], width: int) -> str:
    lines = [f"{f'first visit, {width} px':28} {'KB':>5} {'requests':>9} {'nodes':>7} {'shift':>6}"]
    lines += [f"{page:28} {v.bytes / 1000:5.0f} {v.requests:9} {v.nodes:7} {v.shift:6.3f}"
              for page, v in visits.items()]  # fmt: skip
    return "\n".join(lines)


def blocked(browser: Any, address: str) -> float:
    """For how many milliseconds of a first visit the page would not have answered."""
    browser.get("about:blank")
    browser.get(address)
    WebDriverWait(browser, 120).until(lambda b: b.execute_script(SETTLED) and b.execute_script(QUIET))
    return browser.execute_script("return window.blocked_")


def emptied(folder: Path) -> Path:
    """A site in `folder` of one page, the front page without its article."""
    site = ROOT / "_build" / "html"
    (folder / "book").mkdir(parents=True)
    (folder / "_static").symlink_to(site / "_static")
    page, articles = ARTICLE.subn("<h1>Nothing</h1>", (site / "book" / "index.html").read_text("utf8"))
    assert articles == 1
    (folder / "book" / "index.html").write_text(page, "utf8")
    return folder


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(ROOT / "_build" / "html") as address:
        empty = emptied(Path(folder) / "site")
        browser = chromium(Path(folder) / "profile")
        try:
            prepare(browser, 390)
            browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", dict(source=BLOCKED))
            browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", dict(rate=SLOWER))
            with served(empty) as nothing:
                pages = {"an empty page": f"{nothing}/book/index.html"} | {
                    page: f"{address}/{page}.html" for page in BENCHED}  # fmt: skip
                least = 0.0
                for page, where in pages.items():
                    times = [blocked(browser, where) for _ in range(TIMES)]
                    least = least or median(times)
                    print(f"{page} blocks a {SLOWER} times slower main thread for {median(times):.0f} ms, "
                          f"{median(times) / least:.1f} times as long as an empty one "
                          f"(median of {TIMES}, {min(times):.0f} to {max(times):.0f})")  # fmt: skip
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
