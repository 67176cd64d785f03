import HTTPTypes

/// The media types of requests and responses.
enum MediaTypes {
  static let json = "application/json"
  static let problem = "application/problem+json"
  /// One JSON value a line.
  static let lines = "application/x-ndjson"
  static let csv = "text/csv; charset=utf-8"
  static let text = "text/plain; charset=utf-8"
  static let html = "text/html; charset=utf-8"
  static let markdown = "text/markdown; charset=utf-8"
  /// An answer with its tables and notes, for programs that show it to people: see `AnswerDocument`.
  static let answer = "application/vnd.faultbook.answer+json"
  static let cloudEvent = "application/cloudevents+json"
  static let cloudEvents = "application/cloudevents-batch+json"
  static let serverSentEvents = "text/event-stream"
  static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
  static let bytes = "application/octet-stream"
  static let multipart = "multipart/form-data"

  /// The type without its parameters, in lower case; nil where none is given.
  static func essence(_ value: String?) -> String? {
    // By bytes: this is asked several times of every request.
    value.map { value in
      let bytes = value.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != UInt8(ascii: " ") }
      return String(decoding: bytes, as: UTF8.self).lowercased()
    }
  }

  /// A parameter of a media type, `boundary` of `multipart/form-data; boundary=x`.
  static func parameter(_ name: String, of value: String) -> String? {
    for part in value.split(separator: ";").dropFirst() {
      let halves = part.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].filter({ $0 != " " }).lowercased() == name else { continue }
      var text = halves[1].drop { $0 == " " }
      while text.last == " " { text.removeLast() }
      if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
      return String(text)
    }
    return nil
  }

  /// The first of what is offered that a client accepts, by its weights (RFC 9110 §12.5.1); nil where it accepts none.
  static func chosen(_ accept: String?, among offered: [String]) -> String? {
    guard let accept, !accept.filter({ $0 != " " }).isEmpty else { return offered.first }
    let wanted = accept.split(separator: ",").compactMap { range -> (type: String, weight: Double)? in
      guard let type = essence(String(range)), !type.isEmpty else { return nil }
      return (type, parameter("q", of: String(range)).flatMap { Double($0) } ?? 1)
    }
    func weight(_ type: String) -> Double {
      let essence = essence(type) ?? type
      let family = essence.prefix { $0 != "/" } + "/*"
      // The most specific range decides.
      for candidate in [essence, String(family), "*/*"] {
        if let found = wanted.first(where: { $0.type == candidate }) { return found.weight }
      }
      return 0
    }
    var best: (type: String, weight: Double)?
    for type in offered where weight(type) > best?.weight ?? 0 { best = (type, weight(type)) }
    return best?.type
  }
}

extension HTTPField.Name {
  /// The position that an answer is as of.
  static let faultbookPosition = HTTPField.Name("Faultbook-Position")!
  /// `no` where the answer is no: nothing may run, a verification failed.
  static let faultbookAnswer = HTTPField.Name("Faultbook-Answer")!
  /// After how many rows an answer was cut; absent where it is whole.
  static let faultbookTruncated = HTTPField.Name("Faultbook-Truncated")!
  /// On whose behalf a trusted client of this machine acts.
  static let faultbookActor = HTTPField.Name("Faultbook-Actor")!
  /// What the stream's version must be.
  static let expectedVersion = HTTPField.Name("Expected-Version")!
  static let requestID = HTTPField.Name("X-Request-Id")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  static let frameOptions = HTTPField.Name("X-Frame-Options")!
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
  static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
}
