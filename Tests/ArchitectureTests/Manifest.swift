/// What `Package.swift` declares, read from its text.
struct Manifest {
  /// One target.
  struct Target: Sendable {
    let name: String
    /// Where it lies, `Sources/<name>` unless it says otherwise.
    let folder: String
    /// Names of targets and of products.
    let dependencies: Set<String>
  }

  let targets: [Target]

  init(_ content: String) {
    let text = SwiftSource(content).text.joined(separator: "\n")
    let products = text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/)
      .reduce(into: [String: String]()) { $0[String($1.output.1)] = String($1.output.2) }
    // `module("Name", […])`, `tests("Name", […])`, `.executableTarget(name: "Name", dependencies: […])`, …
    let opening =
      /(module|optimised|tests|\.executableTarget|\.target|\.testTarget|\.plugin|\.systemLibrary)\(\s*(?:name: )?"([\w-]+)"/
    targets = text.matches(of: opening).map { match in
      let keyword = match.output.1
      let call = Manifest.balanced(text[match.output.0.startIndex...], "(", ")")
      // The list stands second and unlabelled in our own functions.
      let list =
        ["module", "optimised", "tests"].contains(keyword)
        ? call[match.output.0.endIndex...].prefixMatch(of: /\s*,\s*\[/)?.range
        : call.firstMatch(of: /dependencies:\s*\[/)?.range
      let dependencies = list.map { Manifest.balanced(call[call.index(before: $0.upperBound)...], "[", "]") } ?? ""
      let home = keyword == "tests" || keyword == ".testTarget" ? "Tests/" : "Sources/"
      return Target(
        name: String(match.output.2),
        folder: call.firstMatch(of: /path: "([^"]+)"/).map { String($0.output.1) } ?? home + match.output.2,
        dependencies: Manifest.names(in: String(dependencies), products))
    }
  }

  /// The names in a list of dependencies: quoted targets, products by their variable, and products written out.
  private static func names(in list: String, _ products: [String: String]) -> Set<String> {
    var rest = list
    var found = Set(rest.matches(of: /\.product\(\s*name: "(\w+)"/).map { String($0.output.1) })
    rest.replace(/\.product\([^)]*\)/, with: "")
    found.formUnion(rest.matches(of: /"([\w-]+)"/).map { String($0.output.1) })
    rest.replace(/"[\w-]+"/, with: "")
    found.formUnion(rest.matches(of: /\w+/).map { products[String($0.output)] ?? String($0.output) })
    return found
  }

  /// From the first opening mark to the mark that closes it.
  private static func balanced(_ text: Substring, _ open: Character, _ close: Character) -> Substring {
    var depth = 0
    for index in text.indices {
      if text[index] == open { depth += 1 }
      if text[index] == close {
        depth -= 1
        if depth == 0 { return text[...index] }
      }
    }
    return text
  }
}
