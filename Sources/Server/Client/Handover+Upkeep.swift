import Foundation
public import KnowledgeBase
public import Vocabulary

/// Files are named by their whole paths: the server has a folder of its own.
extension Handover {
  /// As `KnowledgeBase.adoptFailureModes`.
  public static func adopt(_ failureModes: [String], time: Timestamp?) -> Handover {
    var handover = Handover("failure-modes.adopt")
    handover.json = ["ids": .array(failureModes.map { .string($0) })]
    handover.add("time", time?.description)
    return handover
  }

  /// As `KnowledgeBase.rebuild`.
  public static var rebuild: Handover { Handover("rebuild") }

  /// As `KnowledgeBase.erase`.
  public static func erase(subject: String, why: String) -> Handover {
    var handover = Handover("subjects.erase")
    handover.path = ["subject": subject]
    handover.json = ["why": .string(why)]
    return handover
  }

  /// As `KnowledgeBase.checkpoint`. The server reads the key and runs the command.
  public static func checkpoint(_ request: CheckpointRequest) -> Handover {
    var handover = Handover("checkpoints.sign")
    handover.json = .compact(
      ("key", .string(whole(request.key))), ("origin", request.origin.map { .string($0) }),
      ("command", request.command.map { .string($0) }), ("commandLimit", .number(request.commandLimit)),
      ("trust", trust(request.trust)), ("ownKey", request.ownKey.map { .string(whole($0)) }),
      ("newSigner", .bool(request.isNewSigner)))
    return handover
  }

  /// As `KnowledgeBase.cosign`.
  public static func cosign(texts: [(name: String, text: String)], trust named: [String]) -> Handover {
    var handover = Handover("cosignatures.take")
    handover.json = [
      "texts": .array(texts.map { .string($0.text) }), "names": .array(texts.map { .string($0.name) }),
      "trust": trust(named),
    ]
    return handover
  }

  /// Verifier keys as they are, files of them by their whole paths.
  private static func trust(_ named: [String]) -> JSON {
    .array(named.map { .string(FileManager.default.fileExists(atPath: $0) ? whole($0) : $0) })
  }

  private static func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
