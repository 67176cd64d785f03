import ArgumentParser
import KnowledgeBase

/// The whole way on the example that the program carries.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Make a book of example data: import, judge, believe, score, propose.",
    discussion: """
      Runs offline on a bundled example in a few seconds and leaves a book to look around in.

      EXAMPLES
        faultbook demo
        faultbook demo --book /tmp/demo.sqlite
        faultbook demo --book /tmp/demo.sqlite --format json | jq .
        faultbook beliefs --book /tmp/demo.sqlite
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let story = Presenter.story(as: common.format)
    let answers = try Demo.run(at: common.bookPath, actor: common.actorName, tell: story)
    story("")
    try Presenter.printAll(answers, as: common.format)
  }
}
