"""The files that a school's server is made from."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import streamlit
import yaml

from tests.deploy.school import ROOT, TEMPLATE, dockerfile, services

SETTINGS = {"HQNN_HOST": "hqnn.test", "HQNN_DATABASE_PASSWORD": "secret"}


def test_compose_takes_its_file(tmp_path):
    """Debian's docker-compose is old and strict, and knows all that is used here."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed: apt-get install docker-compose")
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / ".env").write_text("".join(f"{k}={v}\n" for k, v in SETTINGS.items()))
    done = subprocess.run([program, "config"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    resolved = yaml.safe_load(done.stdout)["services"]
    wanted = "postgresql://hqnn:secret@database:5432/hqnn"
    assert resolved["app2"]["environment"]["HQNN_DATABASE_URL"] == wanted


def test_only_the_proxy_can_be_reached_and_the_cluster_is_closed():
    all_services = services(SETTINGS)
    assert [name for name, it in all_services.items() if "ports" in it] == ["proxy"]
    networks = yaml.safe_load((ROOT / "compose.yaml").read_text())["networks"]
    assert {name for name, it in networks.items() if it.get("internal")} == {"store", "training"}
    for name in ("scheduler", "worker", "database"):
        assert set(all_services[name]["networks"]) <= {"store", "training"}


def test_image_gets_what_the_dockerfile_copies_and_nothing_else():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"  # all is left out ...
    let_through = {line[1:] for line in lines if line.startswith("!")}  # ... but this
    assert let_through == {line.split()[0] for line in dockerfile("COPY")}


def test_policy_knows_the_script_of_streamlits_own_page():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text()
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in TEMPLATE.read_text()
