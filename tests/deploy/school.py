"""A school's server without containers: the services of compose.yaml as processes on loopback.

Commands and settings are those of compose.yaml and the Dockerfile; the servers run in a folder with
what the Dockerfile copies into the image. Only addresses, ports and folders are others.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.runs.outer import free_port
from tests.store.postgres import Postgres

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / ".deploy" / "hqnn.conf.template"
HOST = "localhost"
LONGEST = 120.0  # seconds until something must have happened


def wait_until(happens: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Wait until it happens; else fail with what is wrong, as it is then."""
    until = time.monotonic() + LONGEST
    while not happens():
        assert time.monotonic() < until, what() if callable(what) else what
        time.sleep(0.05)


def filled(text: str, settings: Mapping[str, str]) -> str:
    """Put settings where ${NAME}, ${NAME:-default} or ${NAME:?fault} stands."""
    return re.sub(
        r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda m: settings.get(m[1], m[2] or ""), text
    )


def dockerfile(word: str) -> list[str]:
    """What stands after a word of the Dockerfile at the begin of a line, line by line."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [line.removeprefix(word).strip() for line in lines if line.startswith(f"{word} ")]


def services(settings: Mapping[str, str]) -> dict[str, Any]:
    return yaml.safe_load(filled((ROOT / "compose.yaml").read_text(), settings))["services"]


def make_certificate(folder: Path) -> None:
    """By the command of docs/operating.md, with this host in the place of its host."""
    text = (ROOT / "docs" / "operating.md").read_text()
    command = re.findall(r"^openssl req .*$", text, re.MULTILINE)[0]
    folder.mkdir()
    here = command.replace("hqnn.school.example", HOST).replace("certificates/", f"{folder}/")
    subprocess.run(["bash", "-c", here], check=True, capture_output=True)


class Proxy:
    """nginx with the rendered template."""

    def __init__(self, folder: Path, servers: tuple[str, str], ancestors: str = "") -> None:
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None or shutil.which("openssl") is None:
            pytest.skip("nginx or openssl is not installed: apt-get install nginx-light openssl")
        self.port, self.http_port = free_port(), free_port()
        make_certificate(folder / "certificates")
        settings = {
            "HQNN_HOST": HOST,
            "HQNN_HTTPS_PORT": str(self.port),
            "HQNN_LISTEN_HTTPS": f"127.0.0.1:{self.port}",
            "HQNN_LISTEN_HTTP": f"127.0.0.1:{self.http_port}",
            "HQNN_FRAME_ANCESTORS": ancestors,
            "HQNN_SERVER_1": servers[0],
            "HQNN_SERVER_2": servers[1],
            "HQNN_CERTIFICATES": str(folder / "certificates"),
        }
        (folder / "hqnn.conf").write_text(filled(TEMPLATE.read_text(), settings))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        (folder / "nginx.conf").write_text(
            ("user root;\n" if os.getuid() == 0 else "")
            + f"daemon off; pid {folder}/pid; error_log {folder}/nginx.log; events {{}}\n"
            + "http {\naccess_log off;\n"
            + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
            + f"include {folder}/hqnn.conf;\n}}\n"
        )
        self.command = [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
        self.url = f"https://{HOST}:{self.port}"


class School:
    """All services.

    Attributes:
        url: of the app, through the proxy.
        ports: of the two servers behind it.
        scheduler, database: their addresses.
        certificate: the proxy's.
        processes: by the service's name; workers are worker1 and worker2.
    """

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self._folder, self.postgres = folder, postgres
        self.ports = (free_port(), free_port())
        self._proxy = Proxy(folder, (f"127.0.0.1:{self.ports[0]}", f"127.0.0.1:{self.ports[1]}"))
        self.url, self.http_port = self._proxy.url, self._proxy.http_port
        self.certificate = folder / "certificates" / "certificate.pem"
        self.database = postgres.url.rsplit("/", 1)[0] + "/hqnn"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._make_image()
        self._services = services({"HQNN_HOST": HOST, "HQNN_DATABASE_PASSWORD": "x"})
        port = str(free_port())
        self.scheduler = f"tcp://127.0.0.1:{port}"
        self._here = {
            "//scheduler": "//127.0.0.1",
            "=scheduler": "=127.0.0.1",
            "8786": port,
            "0.0.0.0": "127.0.0.1",
            "database:5432": postgres.url.split("@")[1].split("/")[0],
            "/tmp/": f"{folder}/",
        }

    def open(self) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE hqnn")
        for name in ("scheduler", "worker1", "worker2", "app1", "app2", "proxy"):
            self.start(name)
        for number in (1, 2):
            self.wait_for_server(number)

    def start(self, name: str) -> None:
        """Start a service, or start it again."""
        service = self._services[re.sub(r"(?<=worker)\d", "", name)]
        command = service.get("command") or json.loads(dockerfile("CMD")[-1])
        here = dict(self._here)
        if name.startswith("app"):
            here["8501"] = str(self.ports[int(name[-1]) - 1])
        program, *arguments = [_replaced(part, here) for part in command]
        command = [str(Path(sys.executable).with_name(program)), *arguments]
        self.processes[name] = subprocess.Popen(
            self._proxy.command if name == "proxy" else command,
            cwd=self._folder / "app",
            stdout=(self._folder / f"{name}.log").open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={
                **os.environ,
                "PYTHONPATH": str(self._folder / "app"),
                "HQNN_MNIST_ROOT": str(self._folder),  # none: the digits that are always there
                **{k: _replaced(str(v), here) for k, v in service.get("environment", {}).items()},
            },
        )

    def kill(self, name: str) -> None:
        """Kill a service and all its processes with -9."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def restart_dead(self) -> None:
        """Start what has ended, as its restart policy says."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                self.start(name)

    def wait_for_server(self, number: int) -> None:
        address = f"http://127.0.0.1:{self.ports[number - 1]}/_stcore/health"

        def answers() -> bool:
            with contextlib.suppress(urllib.error.URLError):
                return urllib.request.urlopen(address).status == 200
            return False

        wait_until(answers, self.log(f"app{number}"))

    def log(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    def close(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)

    def _make_image(self) -> None:
        """The folder with the app, as the Dockerfile makes it."""
        (self._folder / "app").mkdir()
        for line in dockerfile("COPY"):
            source, target = line.split()
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, self._folder / "app" / target)


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text
