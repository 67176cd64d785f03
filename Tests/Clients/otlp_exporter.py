"""Sends spans to a running server with the official exporters of OpenTelemetry.

    pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-exporter-otlp-proto-grpc
    otlp_exporter.py http|grpc ENDPOINT CALLS TOKEN [none|gzip]

Each call is a server span of `web`, a client span of it, and a server span of `store`; every tenth fails. Spans go out in
batches as they do from a service. Prints {"batches", "sent", "spans"}: `sent` are the batches whose exporter reports success.
"""

import json
import sys

import grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GRPCExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HTTPExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

PROTOCOL, ENDPOINT, CALLS, TOKEN = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
ZIPPED = len(sys.argv) > 5 and sys.argv[5] == "gzip"
SEEN = {"batches": 0, "sent": 0, "spans": 0}


def exporter():
    if PROTOCOL == "http":
        return HTTPExporter(
            endpoint=ENDPOINT + "/v1/traces", headers={"authorization": "Bearer " + TOKEN}, timeout=10,
            compression=Compression.Gzip if ZIPPED else Compression.NoCompression,
        )
    return GRPCExporter(
        endpoint=ENDPOINT, insecure=True, headers=(("authorization", "Bearer " + TOKEN),), timeout=10,
        compression=grpc.Compression.Gzip if ZIPPED else grpc.Compression.NoCompression,
    )


class Counting(SpanExporter):
    """The official exporter, and what it reports."""

    def __init__(self):
        self.inner = exporter()

    def export(self, spans):
        result = self.inner.export(spans)
        SEEN["batches"] += 1
        SEEN["sent"] += result is SpanExportResult.SUCCESS
        SEEN["spans"] += len(spans)
        return result

    def shutdown(self):
        self.inner.shutdown()


def provider(service):
    made = TracerProvider(resource=Resource.create({"service.name": service}), shutdown_on_exit=False)
    made.add_span_processor(BatchSpanProcessor(Counting(), max_export_batch_size=64))
    return made


providers = [provider("web"), provider("store")]
web, store = [one.get_tracer("test") for one in providers]
for call in range(CALLS):
    with web.start_as_current_span("GET /", kind=SpanKind.SERVER):
        with web.start_as_current_span("get", kind=SpanKind.CLIENT) as client:
            with store.start_as_current_span("get", kind=SpanKind.SERVER, context=set_span_in_context(client)) as inner:
                inner.set_attribute("http.request.method", "GET")
            if call % 10 == 9:
                client.set_status(Status(StatusCode.ERROR))
for one in providers:
    one.shutdown()
print(json.dumps(SEEN))
