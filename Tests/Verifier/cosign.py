#!/usr/bin/env python3
"""Cosigns a checkpoint as C2SP tlog-cosignature says, without Faultbook: prints the signature line.

    cosign.py KEY-FILE CHECKPOINT-FILE TIME
"""

import base64
import hashlib
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

key_file, checkpoint_file, time = sys.argv[1:]
with open(key_file, encoding="utf-8") as file:
    _, _, name, _, secret = file.read().strip().split("+", 4)
with open(checkpoint_file, "rb") as file:
    text = file.read().rpartition(b"\n\n")[0] + b"\n"
key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[1:])
public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
key_id = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
signature = key.sign(b"cosignature/v1\ntime %d\n" % int(time) + text)
blob = key_id + int(time).to_bytes(8, "big") + signature
print(f"\u2014 {name} {base64.b64encode(blob).decode()}")
