import Vocabulary

/// What somebody can say of a run on its page.
enum RunStep: String, CaseIterable {
  case inject, observe, sample, clear, abort, finish, judge

  /// What its button says.
  var words: String {
    switch self {
    case .inject: "The fault was injected"
    case .observe: "Record what was seen"
    case .sample: "Record the value"
    case .clear: "The fault was cleared"
    case .abort: "The run was aborted"
    case .finish: "Finish the run, and judge it"
    case .judge: "Judge the run"
    }
  }
}

/// Where a run is in its life, as its own question tells it.
struct RunPlace {
  let run: String
  /// The position that it is seen from.
  let position: Int64
  /// The position of the last step of its life.
  let lastStep: Int64
  let isFinished: Bool
  let isAborted: Bool
  let isDisqualified: Bool
  let fault: String
  let awaitsJudgement: Bool

  init(_ json: JSON) {
    run = json["run"]?.stringValue ?? ""
    position = json["position"]?.integerValue ?? 0
    lastStep = json["lastStep"]?.integerValue ?? 0
    isFinished = json["life"]?.stringValue == "finished"
    isAborted = json["life"]?.stringValue == "aborted"
    isDisqualified = json["disqualified"] != nil
    fault = json["fault"]?.stringValue ?? "absent"
    awaitsJudgement = json["awaitsJudgement"]?.boolValue ?? false
  }

  /// What can be said of it now, in the order of its life.
  var steps: [RunStep] {
    guard !isDisqualified else { return [] }
    if isFinished { return (fault == "acting" ? [.clear] : []) + (awaitsJudgement ? [.judge] : []) }
    let first: [RunStep] = fault == "absent" && !isAborted ? [.inject] : []
    let clearing: [RunStep] = fault == "absent" ? [] : [.clear]
    return first + [.observe, .sample] + clearing + (isAborted ? [.finish, .judge] : [.finish, .abort])
  }

  /// The part of the run that is now.
  var phase: Phase { fault == "acting" ? .fault : fault == "cleared" ? .recovery : .baseline }

  /// Where it is, in a sentence.
  var words: String {
    if isFinished {
      return fault == "acting" ? "The run is finished, and nobody said that its fault is gone." : "The run is finished."
    }
    let course = isAborted ? "The run was aborted" : "The run is under way"
    return switch fault {
    case "acting": "\(course), and its fault acts as far as is known."
    case "cleared": "\(course); its fault was said to be gone."
    default: "\(course); nothing was injected so far."
    }
  }
}
