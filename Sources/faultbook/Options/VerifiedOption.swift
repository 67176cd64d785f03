import ArgumentParser

/// Whether tables are compared with the events before a question is answered from them.
struct VerifiedOption: ParsableArguments {
  @Flag(help: "Compare every table and snapshot with the events first; where one differs, answer nothing.")
  var verified = false
}
