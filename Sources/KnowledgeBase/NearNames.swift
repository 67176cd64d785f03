/// The names that somebody may have meant, the nearest first: those within a few slips of the pen, a third of the name at
/// most. Never the name itself: whoever is told of it has it already, as an id of something else or in another state. Cost: linear in the names, times the square of the length of those of about the same length.
func nearNames(to name: String, among known: some Collection<String>, limit: Int = 3) -> [String] {
  let wanted = Array(name.lowercased().utf8)
  let most = min(max(1, wanted.count / 3), 8)
  let found = known.compactMap { candidate -> (slips: Int, name: String)? in
    candidate == name ? nil : slips(wanted, Array(candidate.lowercased().utf8), atMost: most).map { ($0, candidate) }
  }
  return found.sorted { ($0.slips, $0.name) < ($1.slips, $1.name) }.prefix(limit).map(\.name)
}

/// The number of bytes to insert, delete or replace that turn one text into the other (Levenshtein 1966); nil above `most`.
private func slips(_ one: [UInt8], _ other: [UInt8], atMost most: Int) -> Int? {
  guard abs(one.count - other.count) <= most else { return nil }
  var row = Array(0...other.count)
  for (index, byte) in one.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    var least = row[0]
    for place in other.indices {
      let replaced = diagonal + (byte == other[place] ? 0 : 1)
      diagonal = row[place + 1]
      row[place + 1] = min(replaced, diagonal + 1, row[place] + 1)
      least = min(least, row[place + 1])
    }
    if least > most { return nil }
  }
  return row[other.count] <= most ? row[other.count] : nil
}
