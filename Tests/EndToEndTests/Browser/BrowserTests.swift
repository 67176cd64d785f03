import Foundation
import Testing

/// The pages in a real browser: what is shown, what can be reached, what can be done.
@Suite struct BrowserTests {
  /// Whether there is a Chromium, which `.ci/setup` installs, and a Python to speak to it.
  private static let hasBrowser = ["chromium", "chromium-browser", "google-chrome"].contains {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
  }

  /// Every page in light and dark and on a phone: nothing in the console, nothing against the content security policy, no page
  /// wider than its window, and the rules of WCAG 2.2 AA that a program can decide (`Tests/Browser/audit.js`), contrast from the
  /// real styles among them. Then by keyboard alone: the skip link, every link and field, Enter, the slider, a question. Then signing
  /// in and out, accepting and rejecting a proposal, a whole run recorded by keyboard and without a
  /// script, and an event of another process that is told without loading the page again.
  @Test(
    .enabled(if: hasBrowser, "install Debian's package chromium, as .ci/setup does, to look at the pages in a browser"),
    .timeLimit(.minutes(10)))
  func `every page can be seen, reached and used by everybody`() throws {
    let workspace = try Workspace()
    let book = try SharedBooks.demo.get().copied(to: workspace)
    let outcome = try Binary.run(
      ["/usr/bin/python3", Binary.packageRoot + "/Tests/Browser/pages_in_browser.py", Binary.path, book],
      in: workspace.folder, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    #expect(outcome.exitCode == 0, "\(outcome.output)\n\(outcome.error)")
  }
}
