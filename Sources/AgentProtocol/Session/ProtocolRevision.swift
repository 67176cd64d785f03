/// A revision of the Model Context Protocol that is spoken here, newest first.
///
/// There are two ways of speaking: up to 2025-11-25 a session begins with `initialize`, which settles the revision for all
/// that follows; from 2026-07-28 on each request names its revision itself, and there is no session.
public enum ProtocolRevision: String, Sendable, CaseIterable {
  /// Without sessions: each request says its revision in `_meta`.
  case year2026 = "2026-07-28"
  case november2025 = "2025-11-25"
  /// Structured answers, titles, links to resources; no batches.
  case june2025 = "2025-06-18"
  /// Hints about tools; batches.
  case march2025 = "2025-03-26"
  case november2024 = "2024-11-05"

  /// The newest that begins with `initialize`: the answer to a client that asks for one that is not spoken here.
  static let newestWithHandshake = ProtocolRevision.november2025

  /// Whether a session begins with `initialize`.
  var hasHandshake: Bool { self != .year2026 }
  /// Whether answers may be structured, and tools say in which form.
  var hasStructuredContent: Bool { rawValue >= ProtocolRevision.june2025.rawValue }
  /// Whether tools bear hints about what they do.
  var hasToolHints: Bool { rawValue >= ProtocolRevision.march2025.rawValue }
  /// Whether several requests may come in one array.
  var hasBatches: Bool { self == .march2025 }
}
