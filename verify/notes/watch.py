"""Check again whenever a file is saved."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

PAUSE = 0.1  # seconds in which an editor finishes writing


def watched(files: Sequence[Path], check: Callable[[], int]) -> int:
    """Check, then again after each change of a file, until Ctrl-C; the last exit status."""
    status = check()
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ImportError:
        return _unwatched(files, status)
    wanted = {file.resolve() for file in files}
    changed = Event()

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in {"modified", "created", "moved"}:
                paths = {Path(str(event.src_path)).resolve(), Path(str(event.dest_path)).resolve()}
                if paths & wanted:
                    changed.set()

    observer = Observer()
    try:
        for folder in {file.parent for file in wanted}:
            observer.schedule(Handler(), str(folder))
        observer.start()
    except OSError:  # of a file system that tells nothing, or where too much is watched
        return _unwatched(files, status)
    print("\nwatching; Ctrl-C ends it", flush=True)
    try:
        while True:
            changed.wait()
            changed.clear()
            changed.wait(PAUSE)
            changed.clear()
            print("\n" + "─" * 40, flush=True)
            status = check()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return status
    finally:
        observer.stop()


def _unwatched(files: Sequence[Path], status: int) -> int:
    command = " ".join(["python -m verify", *map(str, files)])
    print(f"these files can't be watched; after saving run: {command}", file=sys.stderr)
    return status
