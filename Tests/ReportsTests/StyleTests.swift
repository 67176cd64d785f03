import Foundation
import Testing

@testable import Reports

/// Colours that everybody can read (WCAG 2.2, 1.4.3 and 1.4.11, level AA).
@Suite struct StyleTests {
  /// The variables of each set of colours: light, dark, paper.
  private let sets: [[String: String]]

  init() throws {
    let style = try #require(embeddedFiles.first { $0.name == "style.mustache" })
    sets = "\(style.text)".matches(of: /:root \{([^}]*)\}/).map { match in
      String(match.output.1).matches(of: /--([a-z-]+): (#[0-9a-f]{6})/).reduce(into: [:]) {
        $0[String($1.output.1)] = String($1.output.2)
      }
    }
  }

  /// Text on ground, at least 4.5 to 1.
  static let text = [
    ("ink", "ground"), ("ink", "panel"), ("quiet", "ground"), ("quiet", "panel"), ("accent", "ground"),
    ("good", "good-ground"), ("bad", "bad-ground"), ("doubt", "doubt-ground"), ("ink", "good-ground"),
    ("ink", "bad-ground"), ("ink", "doubt-ground"), ("quiet", "shade"), ("limit", "ground"), ("limit", "shade"),
    ("ground", "accent"),
  ]
  /// Lines that carry meaning, at least 3 to 1.
  static let lines = [
    ("accent", "ground"), ("accent", "shade"), ("before", "ground"), ("limit", "ground"), ("limit", "shade"),
    ("before", "accent-soft"),
  ]

  @Test func `text and lines stand out from their ground, in light, in dark and on paper`() throws {
    #expect(sets.count == 3)
    for (index, colours) in sets.enumerated() {
      func ratio(_ pair: (String, String)) throws -> Double {
        let (one, other) = try (luminance(#require(colours[pair.0])), luminance(#require(colours[pair.1])))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
      }
      for pair in StyleTests.text { #expect(try ratio(pair) >= 4.5, "set \(index): \(pair)") }
      for pair in StyleTests.lines { #expect(try ratio(pair) >= 3, "set \(index): \(pair)") }
    }
  }

  /// Relative luminance of #rrggbb (WCAG 2.2).
  private func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> shift & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
