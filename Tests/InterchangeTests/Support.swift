import Foundation
import Testing
import Vocabulary

@testable import Interchange

/// What an import gave.
struct Imported {
  let events: [NewEvent]
  let summary: ImportSummary

  func facts(_ type: EventType) -> [Fact] { events.filter { $0.type == type }.map(\.fact) }

  var dependencies: [DependencyObserved] {
    events.compactMap { if case .dependencyObserved(let window) = $0.fact { window } else { nil } }
  }

  /// `a>b` or `a~>b` for async, sorted, each once.
  var arrows: [String] {
    Set(dependencies.map { "\($0.dependency.caller)\($0.mode == .async ? "~>" : ">")\($0.dependency.callee)" }).sorted()
  }

  /// The windows of one dependency, added up.
  func total(_ caller: String, _ callee: String, _ count: (DependencyObserved) -> Int?) -> Int {
    dependencies.filter { $0.dependency == Dependency(caller: caller, callee: callee) }.reduce(0) {
      $0 + (count($1) ?? 0)
    }
  }

  var kinds: [String: String] {
    var found: [String: String] = [:]
    for event in events {
      if case .componentDeclared(let one) = event.fact { found[one.component] = one.kind }
    }
    return found
  }

  var probes: [ProbeObserved] {
    events.compactMap { if case .probeObserved(let probe) = $0.fact { probe } else { nil } }
  }

  var started: RunStarted? {
    events.lazy.compactMap { if case .runStarted(let run) = $0.fact { run } else { nil } }.first
  }

  var injections: [FaultInjected] {
    events.compactMap { if case .faultInjected(let one) = $0.fact { one } else { nil } }
  }

  var clearings: [FaultCleared] {
    events.compactMap { if case .faultCleared(let one) = $0.fact { one } else { nil } }
  }

  var aborts: [RunAborted] {
    events.compactMap { if case .runAborted(let one) = $0.fact { one } else { nil } }
  }

  var intents: [IntentDeclared] {
    events.compactMap { if case .intentDeclared(let one) = $0.fact { one } else { nil } }
  }

  var samples: [MetricSampled] {
    events.compactMap { if case .metricSampled(let one) = $0.fact { one } else { nil } }
  }
}

func importing(
  _ source: ImportSource, _ options: ImportOptions = ImportOptions()
) throws -> Imported {
  var events: [NewEvent] = []
  let summary = try Importer.run(source, options: options) { events.append($0) }
  return Imported(events: events, summary: summary)
}

func importing(
  _ text: String, name: String = "file", _ options: ImportOptions = ImportOptions()
) throws -> Imported {
  try importing(ImportSource(name: name, bytes: Array(text.utf8)), options)
}

/// The message of the error that an import throws; nil where it throws none.
func failure(
  _ text: String, name: String = "file", _ options: ImportOptions = ImportOptions()
) -> String? {
  failure(Array(text.utf8), name: name, options)
}

func failure(_ bytes: [UInt8], name: String = "file", _ options: ImportOptions = ImportOptions()) -> String? {
  do {
    _ = try importing(ImportSource(name: name, bytes: bytes), options)
    return nil
  } catch let error as ImportError {
    return error.description
  } catch {
    Issue.record("an error that is no ImportError: \(error)")
    return "\(error)"
  }
}

/// Bytes in pieces of one size, to show that the cuts do not matter.
struct Pieces: ByteSource {
  let bytes: [UInt8]
  let size: Int
  var at = 0

  mutating func next() -> [UInt8]? {
    guard at < bytes.count else { return nil }
    defer { at += size }
    return Array(bytes[at..<min(at + size, bytes.count)])
  }
}

enum Files {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()

  static func fixture(_ name: String) -> ImportSource {
    .file(root.appending(path: "Fixtures").appending(path: name).path(percentEncoded: false), name: name)
  }

  static func fixtureText(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "Fixtures").appending(path: name), encoding: .utf8)
  }

  static var fixtures: [String] {
    let folder = root.appending(path: "Fixtures").path(percentEncoded: false)
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// The path of a file beside the package; nil, with a message, where it is not there.
  static func shared(_ path: String) -> String? {
    let found = root.appending(path: "../../../shared").appending(path: path).standardizedFileURL
      .path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: found) else {
      print("skipped: \(found) is not there")
      return nil
    }
    return found
  }
}

extension Imported {
  var native: NativeClaim? {
    events.lazy.compactMap { if case .runFinished(let end) = $0.fact { end.native } else { nil } }.first
  }

  /// The id of the first run.
  var runID: String? { events.lazy.compactMap { StreamFamily.run.id(in: $0.stream) }.first }

  var journeys: [JourneyDeclared] {
    events.compactMap { if case .journeyDeclared(let one) = $0.fact { one } else { nil } }
  }

  /// `a>b` or `a~>b` of what was declared, sorted.
  var declaredArrows: [String] {
    events.compactMap { event -> String? in
      guard case .dependencyDeclared(let one) = event.fact else { return nil }
      return "\(one.dependency.caller)\(one.mode == .async ? "~>" : ">")\(one.dependency.callee)"
    }.sorted()
  }
}

extension ImportContext {
  static var forTest: ImportContext {
    ImportContext(file: "f", format: .litmus, options: ImportOptions(), sha256: "00", bytes: 1) { _ in }
  }
}
