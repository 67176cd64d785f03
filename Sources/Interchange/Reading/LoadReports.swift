/// What load generators write: known, so that their owners learn how their figures get into a book, and no format of ours. They tell
/// of requests, by names that are neither components nor journeys of any book, and of windows that only their owners know.
enum LoadReports {
  /// Why a shape of JSON is not imported; nil where it is none of theirs.
  static func refusal(of shape: Shape) -> Refusal? {
    if shape.has("metrics", "root_group") || shape.has("metric", "type", "data") { return refusal(of: "k6") }
    if shape.has("latencies", "status_codes") { return refusal(of: "vegeta") }
    if shape.has("num_requests", "num_failures") { return refusal(of: "Locust") }
    if shape.has("stats", "contents"), shape.has("type", "name") { return refusal(of: "Gatling") }
    return nil
  }

  /// Why text is not imported; nil where it is none of theirs.
  static func refusal(of lines: [Substring]) -> Refusal? {
    guard let first = lines.first else { return nil }
    if first.hasPrefix("timeStamp,elapsed,") { return refusal(of: "JMeter") }
    if first.hasPrefix("<?xml"), lines.dropFirst().first?.hasPrefix("<testResults") ?? false {
      return refusal(of: "JMeter")
    }
    if first.contains("Request Count"), first.contains("Failure Count") { return refusal(of: "Locust") }
    if first.hasPrefix("Timestamp,User Count,") || first.hasPrefix("\"Timestamp\",\"User Count\"") {
      return refusal(of: "Locust")
    }
    if first.hasPrefix("metric_name,timestamp,metric_value") { return refusal(of: "k6") }
    if ["RUN\t", "ASSERTION\t"].contains(where: { first.hasPrefix($0) }) { return refusal(of: "Gatling") }
    if first.hasPrefix("Running "), first.contains(" test @ ") { return refusal(of: "wrk") }
    return nil
  }

  private static func refusal(of tool: String) -> Refusal {
    Refusal(
      problem: "is what \(tool) writes of its requests, which name no component or journey of the book",
      remedy:
        "write its figures as CSV with the columns run, journey, metric, unit, at and value, a row for each window, and "
        + "import that")
  }
}
