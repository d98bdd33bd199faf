"""What the image would hold, without Docker: its versions and its files, on a file system that cannot be written to."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.serving import ROOT, free_port
from tests.deploy.test_deploy import DOCKERFILE, pins
from tests.long.test_replicas import run
from tests.server.replicas import Visitor

READ_ONLY = "mount --make-rprivate / && mount -o remount,ro,bind / && "
KEEP_NO_RIGHTS = "exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "


def names(text: str) -> dict[str, str]:
    return {name.lower().replace("_", "-"): version for name, version in re.findall(r"^(\S+)==(\S+)$", text, re.M)}


async def step(port: int) -> None:
    for page in ("", "chain", "across_time", "training"):
        visitor = await Visitor(f"http://127.0.0.1:{port}/{page}?t=5").open()
        await visitor.walk(2)
        assert (visitor.steps, visitor.exceptions) == ([6, 7], [])
        await visitor.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file system read-only")
def test_the_image_works_on_a_read_only_file_system_and_holds_only_pinned_versions(tmp_path: Path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    constraints = ROOT / "deploy/constraints.txt"
    install = ("-m", "pip", "install", "-q", "-r", ROOT / "requirements.txt", "-c", constraints)
    subprocess.run([python, *install], check=True)
    frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    assert names(frozen) == pins()

    app = tmp_path / "app"
    for line in (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines():
        if line.startswith("!"):
            (app / line[1:]).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / line[1:]).is_dir() else shutil.copy
            copy(ROOT / line[1:], app / line[1:])

    said = dict(re.findall(r"(STREAMLIT_\w+|PYTHON\w+)=(\S+)", DOCKERFILE))
    port = free_port()
    given = {"PATH": f"{tmp_path}/venv/bin:{os.environ['PATH']}", "HOME": str(app)}
    here = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
    start = re.search(r"^CMD \[(.*)\]$", DOCKERFILE, re.M)
    assert start is not None
    command = READ_ONLY + KEEP_NO_RIGHTS + shlex.join(re.findall(r'"([^"]+)"', start[1]))
    process = subprocess.Popen(["unshare", "-m", "sh", "-c", command], cwd=app, env=said | given | here)
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        run(step(port))
    finally:
        process.terminate()
        process.wait(10)
