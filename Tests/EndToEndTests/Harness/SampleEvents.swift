/// A small system and one run of it, as CloudEvents lines.
enum SampleEvents {
  /// gateway → checkout → payments, a journey, an intent, a setting, and a run that took ten seconds.
  static let lines = (system + run).joined(separator: "\n") + "\n"

  private static func event(_ id: String, _ type: String, _ subject: String, second: Int, _ data: String) -> String {
    let time =
      "2026-11-20T18:\(second / 60 < 10 ? "0" : "")\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
    return #"{"specversion":"1.0","id":"\#(id)","source":"urn:test","type":"faultbook.\#(type)","#
      + #""subject":"\#(subject)","time":"\#(time)","data":\#(data)}"#
  }

  private static let system = [
    event("c1", "component.declared", "system", second: 0, #"{"component":"gateway","kind":"gateway"}"#),
    event("c2", "component.declared", "system", second: 0, #"{"component":"checkout","kind":"service"}"#),
    event("c3", "component.declared", "system", second: 0, #"{"component":"payments","kind":"service"}"#),
    event(
      "d1", "dependency.declared", "system", second: 0, #"{"caller":"gateway","callee":"checkout","mode":"sync"}"#),
    event(
      "d2", "dependency.declared", "system", second: 0, #"{"caller":"checkout","callee":"payments","mode":"sync"}"#),
    event(
      "j1", "journey.declared", "system", second: 0, #"{"journey":"buy","entry":["gateway"],"criticality":1}"#),
    event("i1", "intent.declared", "intent/i1", second: 1, #"{"title":"buying works","hypothesis":"it stays up"}"#),
    event(
      "p1", "policy.set", "policy", second: 2, #"{"key":"safety.spacingSeconds","value":60,"why":"short runs"}"#),
  ]

  private static let run =
    [
      event(
        "r1-start", "run.started", "run/r1", second: 60,
        #"{"environment":"test","target":{"component":"payments"},"#
          + #""fault":{"kind":"compute.kill"},"runner":{"tool":"by-hand"},"intent":"i1","#
          + #""baseline":{"from":"2026-11-20T18:01:00Z","to":"2026-11-20T18:02:00Z"}}"#),
      event("r1-inject", "fault.injected", "run/r1", second: 120, #"{"confirmed":true}"#),
    ]
    + (0..<36).flatMap { step in
      ["checkout", "gateway"].map { component in
        let second = 65 + step * 5
        let down = component == "checkout" && second > 120 && second <= 180
        return event(
          "r1-\(component)-\(step)", "metric.sampled", "run/r1", second: second,
          #"{"component":"\#(component)","metric":"error_rate","value":\#(down ? "0.9" : "0.01"),"#
            + #""unit":"ratio","windowSeconds":5}"#)
      }
    } + [
      event("r1-clear", "fault.cleared", "run/r1", second: 180, #"{"how":"rolled-back","confirmed":true}"#),
      event("r1-end", "run.finished", "run/r1", second: 245, "{}"),
    ]
}
