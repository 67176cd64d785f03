"""Drives Faultbook with the official Python client of the Model Context Protocol (`pip install mcp`).

    mcp_client.py FAULTBOOK BOOK MODE      MODE: auto (the newest revision), or legacy (initialize)
    mcp_client.py URL TOKENS MODE          URL: of /mcp of a server; TOKENS: role=token,role=token

Prints one JSON object of what was seen; the test that calls it judges. The client itself checks every message against the
protocol's schema, and every structured answer against the tool's output schema.
"""

import asyncio
import json
import sys

import httpx2
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

PLACE, MEANS, MODE = sys.argv[1:4]
RUN = "agent-run-" + MODE
INTENT = "agent-intent-" + MODE


def client(role="reader"):
    if PLACE.startswith("http"):
        token = dict(pair.split("=") for pair in MEANS.split(","))[role]
        http = httpx2.AsyncClient(headers={"Authorization": "Bearer " + token}, timeout=60)
        return Client(streamable_http_client(PLACE, http_client=http), mode=MODE)
    words = ["mcp", "--book", MEANS, "--actor", "test-agent", "--role", role]
    return Client(stdio_client(StdioServerParameters(command=PLACE, args=words)), mode=MODE)


def told(result):
    return {
        "isError": bool(result.is_error),
        "text": [block.text for block in result.content],
        "structured": result.structured_content,
    }


async def as_reader(seen):
    async with client() as agent:
        seen["revision"] = agent.protocol_version
        seen["server"] = agent.server_info.name
        tools = (await agent.list_tools()).tools
        seen["readerTools"] = [tool.name for tool in tools]
        seen["schemas"] = all(tool.input_schema["type"] == "object" and tool.output_schema for tool in tools)
        for name, arguments in [
            ("scores", {}),
            ("system", {}),
            ("beliefs", {"cause": "payments", "limit": 3}),
            ("ask", {"query": "weakest-dependencies", "parameters": {"limit": 2}}),
            ("explain", {"score": "system"}),
            ("predict", {"component": "db", "fault": "net.latency", "magnitude": 600, "unit": "ms"}),
            ("next", {"top": 2, "environment": "lab"}),
            ("runs", {"limit": 1}),
            ("failure_modes", {"limit": 1}),
            ("check", {"component": "payments", "fault": "net.latency", "dose": "low", "environment": "lab"}),
            ("export", {"as": "markdown", "environment": "lab"}),
        ]:
            seen["reader:" + name] = told(await agent.call_tool(name, arguments))
        seen["refused"] = told(await agent.call_tool("judge", {}))
        seen["misspelt"] = told(await agent.call_tool("beliefs", {"cuase": "payments"}))
        seen["unknownName"] = told(await agent.call_tool("explain", {"score": "journey chekout"}))
        try:
            await agent.call_tool("no_such_tool", {})
        except Exception as error:  # the class's name differs between the client's versions
            seen["unknownTool"] = str(error)
        resources = (await agent.list_resources()).resources
        seen["resources"] = [str(one.uri) for one in resources]
        report = await agent.read_resource(seen["resources"][-1])
        seen["report"] = report.contents[0].text
        seen["templates"] = len((await agent.list_resource_templates()).resource_templates)
        try:
            await agent.read_resource("faultbook://report/run/nobody")
        except Exception as error:
            seen["unknownResource"] = str(error)


async def as_planner(seen):
    async with client("planner") as agent:
        kept = await agent.call_tool("record_proposals", {"top": 1, "environment": "lab", "now": "2026-11-20T19:16:43Z"})
        seen["proposal"] = kept.structured_content["proposals"][0]["id"]
        seen["decided"] = told(
            await agent.call_tool("decide_proposal", {"proposal": seen["proposal"], "decision": "accepted"})
        )


async def as_recorder(seen):
    async with client("recorder") as agent:
        seen["recorderTools"] = [tool.name for tool in (await agent.list_tools()).tools]
        at = "2026-11-20T20:%02d:%02dZ"
        steps = [
            (
                "declare_intent",
                {
                    "id": INTENT,
                    "intent": {
                        "title": "checkout survives slow payments",
                        "hypothesis": "with payments slower, checkout stays within its objective",
                        "journey": "checkout",
                        "target": {"component": "payments"},
                        "fault": {"kind": "net.latency", "magnitude": {"value": 300, "unit": "ms"}},
                        "clauses": [
                            {
                                "id": "p99",
                                "claim": "stays-within",
                                "subject": {"journey": "checkout"},
                                "metric": "latency_p99",
                                "op": "<=",
                                "threshold": 500,
                                "unit": "ms",
                            }
                        ],
                    },
                },
            ),
            (
                "start_run",
                {
                    "run": RUN,
                    "environment": "lab",
                    "intent": INTENT,
                    "target": {"component": "payments"},
                    "fault": {"kind": "net.latency", "magnitude": {"value": 300, "unit": "ms"}},
                    "journeys": ["checkout"],
                    "time": at % (0, 0),
                },
            ),
            ("inject_fault", {"run": RUN, "confirmed": True, "evidence": "toxic listed", "time": at % (1, 0)}),
            (
                "record_samples",
                {
                    "run": RUN,
                    "samples": [
                        {
                            "journey": "checkout",
                            "metric": "latency_p99",
                            "value": 200 + 600 * (60 <= second < 120),
                            "unit": "ms",
                            "at": at % (second // 60, second % 60),
                        }
                        for second in range(5, 180, 5)
                    ],
                },
            ),
            ("clear_fault", {"run": RUN, "how": "expired", "confirmed": True, "time": at % (2, 0)}),
            ("finish_run", {"run": RUN, "time": at % (3, 0)}),
            ("judge", {"run": RUN}),
        ]
        for name, arguments in steps:
            seen["recorder:" + name] = told(await agent.call_tool(name, arguments))
        seen["again"] = told(await agent.call_tool(steps[3][0], steps[3][1]))
        seen["badSample"] = told(
            await agent.call_tool("record_samples", {"run": RUN, "samples": [{"journey": "checkout", "value": 1}]})
        )
        seen["badFault"] = told(
            await agent.call_tool("start_run", {"run": "x", "environment": "lab", "fault": {"kind": "net.latencyy"}})
        )
        seen["recorderAsks"] = told(await agent.call_tool("scores", {}))


async def main():
    seen = {}
    await as_reader(seen)
    await as_planner(seen)
    await as_recorder(seen)
    print(json.dumps(seen))


asyncio.run(main())
