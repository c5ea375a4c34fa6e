"""SecantusDB on a loopback port; ends when its standard input does, so with its parent."""

import os
import signal
import threading

from secantus.cli import main


def end_with_parent() -> None:
    # Past Python's buffer, whose lock would be held at the end of the interpreter.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
raise SystemExit(main())
