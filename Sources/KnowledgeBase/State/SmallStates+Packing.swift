import Vocabulary

// The small states in few bytes, and back: part of a book's snapshots.

extension PolicyEntry: Packable {
  func pack(into packer: inout Packer) { packer.put(setting, position, at, actor) }
  init(from unpacker: inout Unpacker) throws {
    setting = try unpacker.next()
    position = try unpacker.next()
    at = try unpacker.next()
    actor = try unpacker.next()
  }
}

extension IncidentState: Packable {
  func pack(into packer: inout Packer) { packer.put(id, incident, position, at, actor) }
  init(from unpacker: inout Unpacker) throws {
    id = try unpacker.next()
    incident = try unpacker.next()
    position = try unpacker.next()
    at = try unpacker.next()
    actor = try unpacker.next()
  }
}

extension FindingState: Packable {
  func pack(into packer: inout Packer) { packer.put(finding, run, openedAt, resolved?.at, resolved?.how) }
  init(from unpacker: inout Unpacker) throws {
    finding = try unpacker.next()
    run = try unpacker.next()
    openedAt = try unpacker.next()
    let (at, how): (Timestamp?, String?) = (try unpacker.next(), try unpacker.next())
    resolved = at.flatMap { at in how.map { (at, $0) } }
  }
}

extension ProposalState: Packable {
  func pack(into packer: inout Packer) {
    packer.put(proposed, position, at, answer?.word, answer?.why, answer?.position)
  }
  init(from unpacker: inout Unpacker) throws {
    proposed = try unpacker.next()
    position = try unpacker.next()
    at = try unpacker.next()
    let (word, why): (String?, String?) = (try unpacker.next(), try unpacker.next())
    let answered: Int64? = try unpacker.next()
    answer = word.flatMap { word in answered.map { (word, why, $0) } }
  }
}

extension ImportState: Packable {
  func pack(into packer: inout Packer) { packer.put(source, position, at, eventID) }
  init(from unpacker: inout Unpacker) throws {
    source = try unpacker.next()
    position = try unpacker.next()
    at = try unpacker.next()
    eventID = try unpacker.next()
  }
}

extension ErasureState: Packable {
  func pack(into packer: inout Packer) { packer.put(why, position, at, actor) }
  init(from unpacker: inout Unpacker) throws {
    why = try unpacker.next()
    position = try unpacker.next()
    at = try unpacker.next()
    actor = try unpacker.next()
  }
}

extension PoisonEvent: Packable {
  func pack(into packer: inout Packer) { packer.put(position, why) }
  init(from unpacker: inout Unpacker) throws {
    position = try unpacker.next()
    why = try unpacker.next()
  }
}
