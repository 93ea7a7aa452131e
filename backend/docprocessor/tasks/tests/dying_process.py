"""Ends as a process does that is killed."""

import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
