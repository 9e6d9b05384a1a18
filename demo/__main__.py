"""`python -m demo`: serve the region alone and print its addresses."""

import argparse
import contextlib
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from demo.region import SITES
from demo.server import free_ports, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Serve until interrupted; return the exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m demo", description="Serve the demo region on loopback.")
    parser.add_argument("--day", type=int, choices=(1, 2), default=1, help="how the sites stand: before or after news")
    parser.add_argument(
        "--folder", type=Path, help="where to keep what is built (default: the folder for temporary files)"
    )
    parser.add_argument("--first-port", type=int, default=8710, help="where to begin looking for free ports")
    options = parser.parse_args(arguments)
    folder = options.folder or Path(tempfile.gettempdir()) / "samla-demo-region"
    try:
        region = serve(folder, day=options.day, ports=free_ports(options.first_port))
    except OSError as error:
        print(f"cannot serve the region: {error}", file=sys.stderr)
        return 1
    with region, contextlib.suppress(KeyboardInterrupt):
        for site in SITES:
            print(f"{site.slug:16} {region.url(site.slug):75} {site.name}")
        print("Press Ctrl-C to stop.", flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
