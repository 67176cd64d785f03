"""The services of the lab as processes: up for as long as a block runs."""

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout


HERE = Path(__file__).parent
START_S = 30


async def healthy(topology):
    with contextlib.suppress(ClientError, OSError):
        async with ClientSession(timeout=ClientTimeout(total=2), raise_for_status=True) as session:
            for name in topology.services:
                await session.get(topology.urls[name] + "/healthz")
            return True
    return False


@contextlib.asynccontextmanager
async def services(topology, otlp, otlp_file):
    """Gives a function that starts the services that are not up; those it started end with the block."""
    started = {}
    more = ["--topology", topology.file, "--base-port", str(topology.base_port)]
    more += ["--otlp", otlp] if otlp else []
    more += ["--otlp-file", str(otlp_file)] if otlp_file else []

    async def ensure():
        for _ in range(START_S * 2):
            if await healthy(topology):
                return
            for name in topology.services:
                if name not in started or started[name].poll() is not None:
                    command = [sys.executable, HERE / "service.py", name, *more]
                    started[name] = subprocess.Popen(command, stdin=subprocess.PIPE)
            await asyncio.sleep(0.5)
        raise RuntimeError(f"the services did not all answer within {START_S} s")

    try:
        yield ensure
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(10)
