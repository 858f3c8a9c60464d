"""A PostgreSQL server of one's own, from Debian's package; it can be stopped and started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest


class Postgres:
    """A server in a folder that ends with it."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        if not programs:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
        self._bin = programs[-1].parent
        self._folder = Path(tempfile.mkdtemp(prefix="hqnn-postgres-", dir="/tmp"))
        self._as_user = []
        if os.getuid() == 0:  # the server refuses to run as root
            self._as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self._folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._call("initdb", "-D", self._folder / "data", "-A", "trust", "-U", "hqnn", "-N")
        self.url = f"postgresql://hqnn@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -F"
        log = self._folder / "log"
        self._call("pg_ctl", "-D", self._folder / "data", "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "-w", "stop")

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, program: str, *arguments: object) -> None:
        command = [*self._as_user, str(self._bin / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
