import Testing
import Vocabulary

@testable import Interchange

/// What is wrong in a YAML document is named with its own line, rather than with the one at which the document begins.
@Suite struct YAMLPlaceTests {
  private func line(_ text: String, _ format: Format) -> Int? {
    do {
      _ = try Importer.run(
        ImportSource(name: "f.yaml", bytes: Array(text.utf8)), options: ImportOptions(as: format), emit: { _ in })
      return nil
    } catch let error as ImportError {
      return error.line
    } catch {
      return -1
    }
  }

  private static let first = """
    apiVersion: chaos-mesh.org/v1alpha1
    kind: PodChaos
    metadata: {name: one, namespace: shop}
    spec: {action: pod-kill, mode: all, selector: {namespaces: [shop], labelSelectors: {app: a}}}
    ---

    """

  private static let second = """
    apiVersion: chaos-mesh.org/v1alpha1
    kind: NetworkChaos
    metadata:
      name: two
      labels:
        app.kubernetes.io/name: x
    spec:
      action: delay
      mode: all
      selector:
        labelSelectors:
          app.kubernetes.io/name: [not, text]
      delay: {latency: 10ms}
    """

  @Test(
    arguments: [
      (first + second, Format.chaosMesh, 17),
      (second, .chaosMesh, 12),
      // The object that the missing value should stand in.
      (
        "suspected: db\nfault:\n  kind: net.lag\nstarted: 2026-11-20T18:00:00Z\nattribution: 1\ndegraded: [a]\n",
        .incident, 3
      ),
      (
        "suspected: db\nfault: {kind: net.latency}\nstarted: 2026-11-20T18:00:00Z\nattribution:\n  much: 1\ndegraded: [a]\n",
        .incident, 4
      ),
      // A name that stands twice, and text that is no YAML.
      (
        "suspected: db\nstarted: 2026-11-20T18:00:00Z\nfault:\n  kind: net.latency\n  dose: low\n  kind: none\n",
        .incident, 6
      ),
      ("suspected: db\n\nstarted: 2026-11-20T18:00:00Z\nsuspected: x\n", .incident, 4),
      ("suspected: db\nstarted: [1, 2\nfault: {}\n", .incident, 3),
      // In one line there is but one.
      ("{suspected: db,\n started: a, started: b}", .incident, nil),
    ] as [(String, Format, Int?)])
  func `an error stands at the line of the value`(text: String, format: Format, expected: Int?) {
    let found = line(text, format)
    if let expected { #expect(found == expected) } else { #expect(found != -1) }
  }
}
