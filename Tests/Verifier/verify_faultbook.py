#!/usr/bin/env python3
"""Checks what `faultbook audit bundle` and `faultbook audit prove` hand out, without Faultbook.

    verify_faultbook.py bundle FOLDER|FILE.tar [--trust KEY|FILE]...
    verify_faultbook.py proof FILE --trust KEY|FILE... [--event FILE]
    verify_faultbook.py consistency FILE [--trust KEY|FILE]...
    verify_faultbook.py vectors

Needs Python 3.9 and the package `cryptography` (Ed25519). It is written from the published formats alone: RFC 6962 and
RFC 9162 (tree and proofs), C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles and tlog-proof, and the
description of an event's leaf in VERIFY.md, which every bundle holds.

Exit code 0: all holds. 1: something does not; each problem is a line, the first bad position first. 2: the call is wrong,
or there is nothing that could be checked.
"""

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
import tarfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Unsound(Exception):
    """Something that was handed out does not hold."""


class Unusable(Exception):
    """There is nothing to check, or no way to."""


# RFC 6962, section 2.1: the tree.

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The roots of the full subtrees, left to right; their sizes are the 1s in the binary form of `size`."""

    def __init__(self):
        self.size = 0
        self.subtrees = []

    def append(self, leaf):
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.subtrees.pop(), node)
            size >>= 1
        self.subtrees.append(node)
        self.size += 1

    def root(self):
        if not self.subtrees:
            return EMPTY_ROOT
        root = self.subtrees[-1]
        for subtree in reversed(self.subtrees[:-1]):
            root = node_hash(subtree, root)
        return root


def root_of_inclusion(index, size, leaf, path):
    """RFC 9162, section 2.1.3.2: the root that the proof leads to; None where it has a wrong number of hashes."""
    if not 0 <= index < size:
        return None
    fn, sn, root = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            root = node_hash(sibling, root)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            root = node_hash(root, sibling)
        fn >>= 1
        sn >>= 1
    return root if sn == 0 else None


def is_consistent(first, second, first_root, second_root, path):
    """RFC 9162, section 2.1.4.2."""
    if not 0 < first <= second:
        return first == 0 and not path and first_root == EMPTY_ROOT
    if first == second:
        return not path and first_root == second_root
    if not path:
        return False
    if first & (first - 1) == 0:
        path = [first_root] + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for node in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(node, fr), node_hash(node, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, node)
        fn >>= 1
        sn >>= 1
    return sn == 0 and fr == first_root and sr == second_root


# C2SP signed-note, tlog-checkpoint, tlog-cosignature.


def unbase64(text, what):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unsound(f"{what} is no base64")
    if base64.b64encode(raw).decode() != text:
        raise Unsound(f"{what} is no base64 in its one form")
    return raw


class Key:
    """A verifier key: name+id+base64(type, public key)."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not parts[0] or re.search(r"\s", parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
            raise Unusable(f"'{text[:100]}' is no verifier key")
        self.name, self.id = parts[0], bytes.fromhex(parts[1])
        try:
            raw = unbase64(parts[2], "the key")
        except Unsound as error:
            raise Unusable(f"'{text[:100]}' is no verifier key: {error}")
        if hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4] != self.id:
            raise Unusable(f"the verifier key of {self.name} does not have the id that stands in it")
        self.type = raw[0]
        if self.type not in (1, 4) or len(raw) != 33:
            raise Unusable(f"the verifier key of {self.name} is no Ed25519 key")
        self.public = Ed25519PublicKey.from_public_bytes(raw[1:])
        self.label = f"{self.name}+{parts[1]}"

    def has_signed(self, text, signature):
        message = text
        if self.type == 4:
            if len(signature) != 72:
                return False
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + text
            signature = signature[8:]
        try:
            self.public.verify(signature, message)
            return True
        except InvalidSignature:
            return False


def read_keys(names):
    """Verifier keys by (name, id); each name is a key or a file with one a line."""
    texts = []
    for name in names:
        if os.path.exists(name):
            with open(name, encoding="utf-8") as file:
                lines = [line.strip() for line in file]
            texts += [line for line in lines if line and not line.startswith("#")]
        else:
            texts.append(name)
    keys = [Key(text) for text in texts]
    if names and not keys:
        raise Unusable("no verifier key is in what --trust names")
    return {(key.name, key.id): key for key in keys}


class Checkpoint:
    """A signed note whose text is origin, size, root, and maybe more lines."""

    def __init__(self, note):
        try:
            note.decode("utf-8")
        except UnicodeDecodeError:
            raise Unsound("the checkpoint is no UTF-8")
        if any(byte < 0x20 and byte != 0x0A for byte in note):
            raise Unsound("the checkpoint has control characters")
        split = note.rfind(b"\n\n")
        if split < 0 or not note.endswith(b"\n") or split + 2 >= len(note):
            raise Unsound("the checkpoint has no signatures, or is cut off")
        self.text = note[: split + 1]
        self.signatures = []
        for line in note[split + 2 : -1].decode().split("\n"):
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014" or not parts[1] or "+" in parts[1]:
                raise Unsound(f"'{line[:80]}' is no signature line")
            raw = unbase64(parts[2], "a signature")
            if len(raw) < 5:
                raise Unsound("a signature is too short")
            self.signatures.append((parts[1], raw[:4], raw[4:]))
        lines = self.text.decode().split("\n")[:-1]
        if len(lines) < 3 or "" in lines or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
            raise Unsound("the text is no checkpoint: it begins with origin, size and root")
        self.origin, self.size = lines[0], int(lines[1])
        self.root = unbase64(lines[2], "the root")
        if len(self.root) != 32:
            raise Unsound("the root has not 32 bytes")

    def check(self, keys):
        """(names of trusted log keys that signed it, of trusted witnesses, of keys that are not known)."""
        logs, witnesses, unknown = [], [], []
        for name, key_id, signature in self.signatures:
            key = keys.get((name, key_id))
            if key is None:
                maker = next((key for key in keys.values() if key.has_signed(self.text, signature)), None)
                if maker is not None:
                    raise Unsound(
                        f"the checkpoint of {self.size} events has a signature that {maker.label} made, and "
                        f"{name}+{key_id.hex()} stands beside it"
                    )
                unknown.append(f"{name}+{key_id.hex()}")
            elif not key.has_signed(self.text, signature):
                raise Unsound(f"the checkpoint of {self.size} events has a signature that is not of {key.label}")
            else:
                (logs if key.type == 1 else witnesses).append(key.label)
        return logs, witnesses, unknown


# The leaf of an event: VERIFY.md, "The leaf of an event".

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INTEGERS = {"position", "version", "schemaVersion", "occurredAt", "recordedAt"}
TEXTS = {"source", "id", "stream", "type", "actor"}
OPTIONAL = {"correlation", "causation", "keyID", "payload", "payloadSHA256"}


def read_event(line):
    """The event of a line, or of a proof's extra data, as a dictionary. Raises Unsound for anything else."""

    def object_of(pairs):
        members = dict(pairs)
        if len(members) != len(pairs):
            raise Unsound("a member stands there twice")
        return members

    try:
        event = json.loads(line.decode("utf-8"), object_pairs_hook=object_of)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Unsound("it is no JSON")
    if not isinstance(event, dict) or not INTEGERS | TEXTS <= set(event) <= INTEGERS | TEXTS | OPTIONAL:
        raise Unsound("it does not have the members of an event")
    for name, value in event.items():
        if name in INTEGERS or (name == "keyID" and value is not None):
            if type(value) is not int or not -(2**63) <= value < 2**63:
                raise Unsound(f"its {name} is no whole number")
        elif value is not None or name in TEXTS:
            if not isinstance(value, str):
                raise Unsound(f"its {name} is no text")
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                raise Unsound(f"its {name} is no UTF-8")
    if ("payload" in event) == ("payloadSHA256" in event):
        raise Unsound("it has neither payload nor the payload's hash, or both")
    return event


def entry_of(event):
    """What the leaf is the hash of, behind the byte 0x00."""

    def integer(value):
        return value.to_bytes(8, "big", signed=True)

    def blob(value):
        return b"\xff\xff\xff\xff" if value is None else len(value).to_bytes(4, "big") + value

    def identity(text):
        if text is None:
            return None
        return b"\x00" + bytes.fromhex(text.replace("-", "")) if UUID.fullmatch(text) else b"\x01" + text.encode()

    if "payload" in event:
        payload_hash = hashlib.sha256(event["payload"].encode()).digest()
    elif re.fullmatch("[0-9a-f]{64}", event["payloadSHA256"]):
        payload_hash = bytes.fromhex(event["payloadSHA256"])
    else:
        raise Unsound("its payload's hash is no SHA-256")
    key_id = event.get("keyID")
    return b"".join(
        [
            integer(event["position"]),
            blob(event["source"].encode()),
            blob(identity(event["id"])),
            blob(event["stream"].encode()),
            integer(event["version"]),
            blob(event["type"].encode()),
            integer(event["schemaVersion"]),
            integer(event["occurredAt"]),
            integer(event["recordedAt"]),
            blob(event["actor"].encode()),
            blob(identity(event.get("correlation"))),
            blob(identity(event.get("causation"))),
            blob(None) if key_id is None else integer(key_id),
            blob(payload_hash),
        ]
    )


# Bundles.


class Bundle:
    """The files of a folder, or of a tar archive, by path."""

    def __init__(self, path):
        self.folder, self.archive = None, None
        if os.path.isdir(path):
            self.folder = path
            self.names = sorted(
                os.path.relpath(os.path.join(folder, name), path).replace(os.sep, "/")
                for folder, _, names in os.walk(path)
                for name in names
            )
            return
        try:
            self.archive = tarfile.open(path)
            members = self.archive.getmembers()
        except (OSError, tarfile.TarError) as error:
            why = getattr(error, "strerror", None) or error
            raise Unusable(f"{path} is neither a folder nor a tar archive: {why}")
        self.members = {member.name: member for member in members if member.isfile()}
        self.names = sorted(self.members)

    def open(self, name):
        if self.folder is not None:
            return open(os.path.join(self.folder, name), "rb")
        return self.archive.extractfile(self.members[name])

    def read(self, name):
        with self.open(name) as file:
            return file.read()


def tile_path(level, index, width):
    """C2SP tlog-tiles: the index in groups of three digits, all but the last behind an x."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}")


def tiles_of(size):
    """The tiles of a tree of that size: (level, index, width)."""
    level = 0
    while size >> (8 * level):
        count = size >> (8 * level)
        for index in range((count + 255) // 256):
            yield level, index, min(256, count - 256 * index)
        level += 1


class Report:
    def __init__(self):
        self.problems = []

    def add(self, position, problem):
        self.problems.append((position, problem))

    def print(self, notes):
        for position, problem in sorted(self.problems, key=lambda found: (found[0] is None, found[0] or 0))[:20]:
            print(problem if position is None else f"position {position}: {problem}")
        if len(self.problems) > 20:
            print(f"and {len(self.problems) - 20} more")
        for note in notes:
            print(note)
        print("NOT SOUND" if self.problems else "sound")
        return 1 if self.problems else 0


def check_events(bundle, wanted, report):
    """Reads all events; the leaves of all, and the roots at the sizes that are wanted."""
    tree, leaves, roots = Tree(), [], {0: EMPTY_ROOT}
    versions, known, recorded = {}, set(), None
    with bundle.open("events.jsonl") as file:
        for position, line in enumerate(file, 1):
            try:
                if not line.endswith(b"\n"):
                    raise Unsound("its line is cut off")
                event = read_event(line)
                leaf = leaf_hash(entry_of(event))
                check_order(event, position, versions, known, recorded, report)
                recorded = event["recordedAt"]
            except Unsound as error:
                report.add(position, str(error))
                leaf = b"\x00" * 32
            leaves.append(leaf)
            tree.append(leaf)
            if tree.size in wanted:
                roots[tree.size] = tree.root()
    roots[tree.size] = tree.root()
    return leaves, roots


def check_order(event, position, versions, known, recorded, report):
    """What holds between events: positions, versions, times, ids; and that a payload is JSON."""
    if event["position"] != position:
        report.add(position, f"it says that it is at position {event['position']}: one is missing or in another place")
    version = versions.get(event["stream"], 0) + 1
    if event["version"] != version:
        report.add(position, f"its version is {event['version']}, in its stream {version} comes next")
    versions[event["stream"]] = event["version"]
    if recorded is not None and event["recordedAt"] < recorded:
        report.add(position, "it was recorded before the event ahead of it")
    if (event["source"], event["id"]) in known:
        report.add(position, "its source and id are those of an earlier event")
    known.add((event["source"], event["id"]))
    if "payload" in event:
        try:
            json.loads(event["payload"])
        except (ValueError, RecursionError):
            report.add(position, "its payload is no JSON")


def check_tiles(bundle, leaves, sizes, report):
    """Every tile of the trees of these sizes is there, the newest ones at least, and each one says what the events say."""
    levels = [leaves]
    while len(levels[-1]) >= 256:
        below, above = levels[-1], []
        for start in range(0, len(below) - 255, 256):
            tree = Tree()
            for node in below[start : start + 256]:
                tree.append(node)
            above.append(tree.root())
        levels.append(above)
    found = {name for name in bundle.names if name.startswith("tile/")}
    expected = {tile_path(*tile): tile for size in sizes for tile in tiles_of(size)}
    full = {(level, index) for level, index, width in tiles_of(len(leaves)) if width == 256}
    first_bad = {}
    for path, (level, index, width) in sorted(expected.items()):
        if path not in found:
            if (level, index) not in full or width == 256:
                report.add(None, f"the tile {path} is missing")
            continue
        content = bundle.read(path)
        hashes = [content[at : at + 32] for at in range(0, len(content), 32)]
        right = levels[level][256 * index : 256 * index + width]
        if len(content) != 32 * width:
            report.add(None, f"the tile {path} has {len(content)} bytes, not {32 * width}")
        for place, (one, other) in enumerate(zip(hashes, right)):
            if one != other:
                first_bad.setdefault((256 * index + place) * 256**level + 1, path)
                break
    for position, path in first_bad.items():
        report.add(position, f"the tile {path} says another hash than the events")
    for path in sorted(found - set(expected)):
        if not path.startswith("tile/entries/"):
            report.add(None, f"the tile {path} belongs to no tree of these events")


def check_bundle(path, keys, named):
    bundle, report, notes = Bundle(path), Report(), []
    for name in ("bundle.json", "events.jsonl"):
        if name not in bundle.names:
            raise Unusable(f"{path} is no bundle: there is no {name} in it")
    try:
        facts = json.loads(bundle.read("bundle.json"))
        size, root = facts["events"], bytes.fromhex(facts["root"])
        if facts["format"] != "faultbook-bundle@v1" or type(size) is not int:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Unusable("bundle.json is not as VERIFY.md says")
    checkpoints = []
    for name in bundle.names:
        if not name.startswith("checkpoints/"):
            continue
        try:
            checkpoint = Checkpoint(bundle.read(name))
            checkpoints.append(checkpoint)
            if name != f"checkpoints/{checkpoint.size}":
                report.add(None, f"{name} is the checkpoint of {checkpoint.size} events")
        except Unsound as error:
            report.add(None, f"{name}: {error}")
    checkpoints.sort(key=lambda checkpoint: checkpoint.size)
    leaves, roots = check_events(bundle, {checkpoint.size for checkpoint in checkpoints}, report)
    if len(leaves) != size:
        report.add(min(len(leaves), size) + 1, f"there are {len(leaves)} events, the bundle speaks of {size}")
    if roots[len(leaves)] != root:
        report.add(None, f"the root of the events is {roots[len(leaves)].hex()}, the bundle says {root.hex()}")
    sizes = {len(leaves)} | {checkpoint.size for checkpoint in checkpoints if checkpoint.size <= len(leaves)}
    check_tiles(bundle, leaves, sizes, report)
    check_checkpoints(bundle, checkpoints, leaves, roots, keys, named, report, notes)
    redacted = " without their payloads" if facts.get("redacted") else ""
    notes.insert(0, f"{len(leaves)} events{redacted}, root {roots[len(leaves)].hex()}, {len(checkpoints)} checkpoints.")
    return report.print(notes)


def check_checkpoints(bundle, checkpoints, leaves, roots, keys, named, report, notes):
    covered, signer, witnesses = 0, None, set()
    for checkpoint in checkpoints:
        if checkpoint.origin != checkpoints[0].origin:
            report.add(None, f"the checkpoint of {checkpoint.size} events is of the log {checkpoint.origin}")
        if checkpoint.size > len(leaves):
            report.add(len(leaves) + 1, f"is missing: a checkpoint is of {checkpoint.size} events")
        elif roots[checkpoint.size] != checkpoint.root:
            # Checkpoints whose roots are those of one tree's beginnings are consistent; this one is not.
            sound = max((c.size for c in checkpoints if c.size <= len(leaves) and roots[c.size] == c.root), default=0)
            known = any(at is not None and sound < at <= checkpoint.size for at, _ in report.problems)
            first = None if known or sound > checkpoint.size else sound + 1
            between = f"the events {sound + 1} to {checkpoint.size}" if sound < checkpoint.size else "the events"
            report.add(first, f"{between} are not those that the checkpoint of {checkpoint.size} was signed over")
        try:
            logs, cosigners, _ = checkpoint.check(keys)
        except Unsound as error:
            report.add(None, str(error))
            continue
        witnesses |= set(cosigners)
        if logs and checkpoint.size <= len(leaves) and roots[checkpoint.size] == checkpoint.root:
            covered, signer = checkpoint.size, logs[0]
    if checkpoints and "checkpoint" not in bundle.names:
        report.add(None, "the file checkpoint is missing")
    elif checkpoints and bundle.read("checkpoint") != bundle.read(f"checkpoints/{checkpoints[-1].size}"):
        report.add(None, "the file checkpoint is not the newest of the checkpoints")
    if not checkpoints:
        notes.append("No checkpoint was signed: nobody vouches for these events.")
    elif covered:
        notes.append(f"The first {covered} events are those that {signer} signed.")
    elif named:
        report.add(None, "no checkpoint is signed by a key that you trust")
    else:
        notes.append("Signatures were not checked: name the signer's key with --trust.")
    if witnesses:
        notes.append(f"Witnessed by {', '.join(sorted(witnesses))}.")


# Single proofs.


def check_proof(path, keys, event_path):
    """C2SP tlog-proof, its extra line being the event."""
    with open(path, "rb") as file:
        head, separator, note = file.read().partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
        if not separator or lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise Unsound("it is no C2SP tlog-proof")
        extra = unbase64(lines.pop(0)[6:], "the extra data") if lines and lines[0].startswith("extra ") else None
        match = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines.pop(0) if lines else "")
        if not match:
            raise Unsound("it says no index")
        hashes = [unbase64(line, "a hash") for line in lines]
        if any(len(node) != 32 for node in hashes):
            raise Unsound("a hash has not 32 bytes")
        if event_path:
            with open(event_path, "rb") as file:
                extra = file.read()
        if extra is None:
            raise Unusable("the proof does not hold its event; give it with --event")
        event, checkpoint = read_event(extra), Checkpoint(note)
        position = int(match[1]) + 1
        if event["position"] != position:
            raise Unsound(f"the proof is of position {position}, the event of {event['position']}")
        logs, witnesses, _ = checkpoint.check(keys)
        if not logs:
            raise Unsound("the checkpoint is not signed by a key that you trust")
        if root_of_inclusion(position - 1, checkpoint.size, leaf_hash(entry_of(event)), hashes) != checkpoint.root:
            raise Unsound(f"position {position}: the event is not the one that was signed")
    except (Unsound, UnicodeDecodeError) as error:
        print(error)
        print("NOT SOUND")
        return 1
    seen = f", witnessed by {', '.join(witnesses)}" if witnesses else ""
    print(f"The {event['type']} at position {position} is among the {checkpoint.size} events that {logs[0]} signed{seen}.")
    print("sound")
    return 0


def check_consistency(path, keys, named):
    """What `audit prove --consistency --format json` prints."""
    try:
        with open(path, "rb") as file:
            proof = json.load(file)
        first, second = proof["from"], proof["to"]
        first_root, second_root = bytes.fromhex(proof["fromRoot"]), bytes.fromhex(proof["toRoot"])
        hashes = [base64.b64decode(text, validate=True) for text in proof["hashes"]]
        notes = [proof.get("fromCheckpoint"), proof.get("toCheckpoint")]
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{path} is no consistency proof as VERIFY.md describes it")
    report, signed = Report(), 0
    if not is_consistent(first, second, first_root, second_root, hashes):
        report.add(None, f"the log of {second} events does not begin with that of {first}")
    for note, size, root in zip(notes, (first, second), (first_root, second_root)):
        try:
            if note is None:
                continue
            checkpoint = Checkpoint(note.encode())
            if (checkpoint.size, checkpoint.root) != (size, root):
                report.add(None, f"the checkpoint is of {checkpoint.size} events, or of another root, not of {size}")
            signed += 1 if checkpoint.check(keys)[0] else 0
        except Unsound as error:
            report.add(None, str(error))
    if named and not signed:
        report.add(None, "no checkpoint in it is signed by a key that you trust")
    return report.print([f"{first} and {second} events, {signed} of both roots signed by keys that you trust."])


# Published vectors, so that this program is itself checked.


def check_vectors():
    """RFC 6962's tree (from the Certificate Transparency project) and signed notes of Go's sumdb/note and of C2SP."""
    report = Report()
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    tree, leaves = Tree(), [leaf_hash(bytes.fromhex(text)) for text in inputs]
    for leaf, root in zip(leaves, roots):
        tree.append(leaf)
        if tree.root().hex() != root:
            report.add(None, f"the root of {tree.size} leaves")
    # Inclusion of leaf 0 in 8, and consistency of 1 with 8 and of 6 with 8, from the same vectors.
    path = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    hashes = [bytes.fromhex(text) for text in path]
    if root_of_inclusion(0, 8, leaves[0], hashes) != bytes.fromhex(roots[7]):
        report.add(None, "the inclusion of leaf 0 in 8")
    if not is_consistent(1, 8, bytes.fromhex(roots[0]), bytes.fromhex(roots[7]), hashes):
        report.add(None, "the consistency of 1 with 8")
    path = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    hashes = [bytes.fromhex(text) for text in path]
    if not is_consistent(6, 8, bytes.fromhex(roots[5]), bytes.fromhex(roots[7]), hashes):
        report.add(None, "the consistency of 6 with 8")
    notes = [
        (
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
        ),
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "This is an example message.\n",
            "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=",
        ),
    ]
    for text, message, signature in notes:
        key, raw = Key(text), base64.b64decode(signature)
        if raw[:4] != key.id or not key.has_signed(message.encode(), raw[4:]):
            report.add(None, f"the note of {key.name}")
        if key.has_signed(message.upper().encode(), raw[4:]):
            report.add(None, f"another note of {key.name}")
    return report.print(["RFC 6962 and signed notes, as published."])


def main():
    parser = argparse.ArgumentParser(description="Checks bundles and proofs of Faultbook without Faultbook.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("bundle", "proof", "consistency"):
        command = commands.add_parser(name)
        command.add_argument("path")
        command.add_argument("--trust", action="append", default=[], metavar="KEY|FILE", required=name == "proof")
        if name == "proof":
            command.add_argument("--event", metavar="FILE")
    commands.add_parser("vectors")
    arguments = parser.parse_args()
    try:
        if arguments.command == "vectors":
            return check_vectors()
        keys = read_keys(arguments.trust)
        if arguments.command == "bundle":
            return check_bundle(arguments.path, keys, bool(arguments.trust))
        if arguments.command == "proof":
            return check_proof(arguments.path, keys, arguments.event)
        return check_consistency(arguments.path, keys, bool(arguments.trust))
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or arguments.path} cannot be read: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
