"""Sends spans to a running server with the official exporters (`pip install opentelemetry-exporter-otlp-proto-http`).

    otlp_exporter.py URL CALLS [TOKEN]       prints how many batches the exporter reports as sent

Each call is a client span of `web` and a server span of `store`; the exporter compresses with gzip.
"""

import sys

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.trace import SpanKind, set_span_in_context

URL, CALLS = sys.argv[1], int(sys.argv[2])
HEADERS = {"authorization": "Bearer " + sys.argv[3]} if len(sys.argv) > 3 else {}


class Counting(OTLPSpanExporter):
    sent = 0

    def export(self, spans):
        result = super().export(spans)
        Counting.sent += result is SpanExportResult.SUCCESS
        return result


def tracer(service):
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    exporter = Counting(endpoint=URL + "/v1/traces", headers=HEADERS, compression=Compression.Gzip)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("test")


web, store = tracer("web"), tracer("store")
for _ in range(CALLS):
    with web.start_as_current_span("GET /", kind=SpanKind.SERVER) as entry:
        with web.start_as_current_span("get", kind=SpanKind.CLIENT) as client:
            with store.start_as_current_span("get", kind=SpanKind.SERVER, context=set_span_in_context(client)):
                pass
print(Counting.sent)
