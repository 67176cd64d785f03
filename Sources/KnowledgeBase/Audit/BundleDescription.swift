/// The text of `VERIFY.md`: what is in a bundle and how to check it, for somebody who has nothing else.
enum BundleDescription {
  static let text = #"""
    # How to check this bundle

    It is a whole event log, and what it takes to check that nothing in it was changed, left out or put in, without the
    program that made it. Nothing here is to be believed because it stands here: the keys least of all, which you must have
    from their owners by another way.

    | file | what |
    |---|---|
    | `events.jsonl` | every event, one a line, in order; position 1 is the first line |
    | `tile/L/N`, `tile/L/N.p/W` | the Merkle tree's hashes (c2sp.org/tlog-tiles) |
    | `checkpoints/SIZE` | signed notes (c2sp.org/tlog-checkpoint): the tree of SIZE events had this root; witnesses' cosignatures below (c2sp.org/tlog-cosignature) |
    | `checkpoint` | the newest of them |
    | `keys` | verifier keys (c2sp.org/signed-note), one a line, as the maker of the bundle names them |
    | `bundle.json` | format, number of events, root over all of them, whether payloads were left out |

    ## The leaf of an event

    SHA-256(0x00 ‖ the fields below, in this order). An integer is 8 bytes, big-endian, two's complement. A text or blob is
    its length in 4 bytes, big-endian, and its bytes. What is absent is the four bytes FF FF FF FF alone.

    | field | as |
    |---|---|
    | `position` | integer |
    | `source` | text, UTF-8 |
    | `id` | blob: 0x00 and the 16 bytes of a UUID where the text is one in its canonical form (lower case, with hyphens), else 0x01 and the text in UTF-8 |
    | `stream` | text |
    | `version` | integer |
    | `type` | text |
    | `schemaVersion` | integer |
    | `occurredAt`, `recordedAt` | integers, microseconds since 1970-01-01T00:00:00Z |
    | `actor` | text |
    | `correlation`, `causation` | blobs as `id`; absent where the member is |
    | `keyID` | integer; absent where the member is |
    | SHA-256 of the payload's bytes | blob of 32 bytes |

    `payload` is the payload's text, as a JSON string: its bytes are those of the decoded string in UTF-8. Where it was left
    out, `payloadSHA256` is its hash in hexadecimal, and the leaf is the same.

    ## The tree

    RFC 6962, section 2.1, over the leaves in order: a node is SHA-256(0x01 ‖ left ‖ right). Hash i of tile N at level L is
    the root over the 256^L leaves from leaf (256 N + i) 256^L on, counted from 0.

    ## What must hold

    1. Line n says position n; the versions of each stream are 1, 2, 3 …; `recordedAt` never decreases; no two events have
       the same `source` and `id`; a payload is JSON.
    2. Every tile says the hashes that follow from the events, and the root in `bundle.json` is theirs.
    3. The root over the first SIZE events is the root in `checkpoints/SIZE`, for each of them. They are then consistent
       with each other: each is of the beginning of the same log.
    4. A key that you trust signed the checkpoints. What comes after the newest of them, nobody signed for.

    A single proof (`faultbook audit prove`) is a c2sp.org/tlog-proof whose `extra` line is the event's line in base 64. A
    consistency proof (`faultbook audit prove --consistency`) is a JSON object: sizes `from` and `to`, their roots
    `fromRoot` and `toRoot` in hexadecimal, `hashes` in base 64 as of RFC 6962, section 2.1.2, and the checkpoints of the two
    sizes, where there are any, as `fromCheckpoint` and `toCheckpoint`.

    """#
}
