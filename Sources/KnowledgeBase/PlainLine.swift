/// The text on one line and without control characters: names come from files of others, and an escape sequence in one must
/// reach neither a terminal nor a page.
public func plainLine(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var out = ""
  for scalar in text.unicodeScalars {
    if scalar == "\n" || scalar == "\t" || scalar == "\r" {
      if out.last != " " { out += " " }
    } else if isControl(scalar) {
      out += "\u{FFFD}"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// Controls of a terminal, and those that turn the direction of writing.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
    || (0x2066...0x2069).contains(scalar.value)
}
