#!/usr/bin/env python3
"""Writes OTLP traces as JSON lines, one request a line, until a size is reached.

usage: large_otlp.py BYTES OUTPUT [SEED]
Twelve services call one another in a fixed tree; times run on by a second a line, so that a large file spans hours. Some
calls fail, and some of those take their callers with them. Standard library only.
"""
import random, sys

CALLS = [("gateway", "checkout"), ("checkout", "cart"), ("checkout", "payments"), ("payments", "bank"), ("cart", "cache"),
         ("cart", "db"), ("gateway", "catalog"), ("catalog", "db"), ("gateway", "assistant"), ("assistant", "tool-server"),
         ("checkout", "inventory"), ("inventory", "db")]
EPOCH = 1_790_000_000_000_000_000


def attributes(values):
    return "[" + ",".join('{"key":"%s","value":{"stringValue":"%s"}}' % pair for pair in values) + "]"


def span(trace, number, parent, name, kind, start, length, failed):
    words = [("http.request.method", "POST"), ("url.path", "/api/v1/" + name), ("server.address", name + ".shop.svc"),
             ("network.protocol.version", "1.1"), ("user_agent.original", "generated/1.0 (large_otlp)")]
    return ('{"traceId":"%032x","spanId":"%016x",%s"name":"%s","kind":%d,"startTimeUnixNano":"%d","endTimeUnixNano":"%d",'
            '"attributes":%s,"events":[],"links":[],"status":{%s}}') % (
        trace, number, '"parentSpanId":"%016x",' % parent if parent else "", "call " + name, kind, start, start + length,
        attributes(words), '"code":2,"message":"failed"' if failed else "")


def request(rng, line):
    spans = {}
    for _ in range(10):
        trace = rng.getrandbits(128) | 1
        base = EPOCH + line * 1_000_000_000 + rng.randrange(900_000_000)
        ids = {"gateway": rng.getrandbits(64) | 1}
        spans.setdefault("gateway", []).append(span(trace, ids["gateway"], 0, "gateway", 2, base, 90_000_000, False))
        for depth, (caller, callee) in enumerate(CALLS):
            client, server = rng.getrandbits(64) | 1, rng.getrandbits(64) | 1
            start, length = base + (depth + 1) * 1_000_000, rng.randrange(1_000_000, 30_000_000)
            failed = rng.random() < 0.02
            spans.setdefault(caller, []).append(span(trace, client, ids[caller], callee, 3, start, length, failed))
            spans.setdefault(callee, []).append(span(trace, server, client, callee, 2, start + 100_000, length - 200_000, failed))
            ids[callee] = server
    parts = ['{"resource":{"attributes":%s},"scopeSpans":[{"scope":{"name":"generated","version":"1"},"spans":[%s]}]}' % (
        attributes([("service.name", name), ("service.version", "1.2.3"), ("deployment.environment", "test")]), ",".join(found))
        for name, found in spans.items()]
    return '{"resourceSpans":[' + ",".join(parts) + "]}\n"


def main():
    size, output = int(sys.argv[1]), sys.argv[2]
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261121)
    written = line = 0
    with open(output, "w", encoding="ascii", buffering=1 << 20) as file:
        while written < size:
            text = request(rng, line)
            written += file.write(text)
            line += 1
    print(f"{written} bytes, {line} lines, {line * 10} traces, {line * 10 * 25} spans")


if __name__ == "__main__":
    main()
