import Beliefs
import Foundation

/// The same live-edge worlds, written with NumPy arrays, a target at a time.
enum PlainNumPy {
  /// The weighed bits by target, and the seconds of processor time that they took; nil where there is no Python with NumPy.
  static func run(
    _ network: PropagationNetwork, _ weights: [Double], _ targets: [Int], worlds: Int, seed: UInt64
  ) throws -> (values: [Double], processor: Double)? {
    guard (try? Yardstick.output("/usr/bin/env", ["python3", "-c", "import numpy"])) != nil else { return nil }
    var means: [Double] = []
    var deviations: [Double] = []
    for edge in network.edgeMean.indices {
      let moments = network.families[Int(network.edgeEffect[edge])]?.thetaMoments(network.edgeVariables[edge])
      means.append(moments?.mean ?? 0)
      deviations.append(moments?.standardDeviation ?? 0)
    }
    let input: [String: Any] = [
      "nodes": network.nodes.count, "cause": network.edgeCause.map(Int.init),
      "effect": network.edgeEffect.map(Int.init),
      "mean": means, "sd": deviations, "leak": network.leak, "weight": weights, "targets": targets, "worlds": worlds,
      "seed": Int(truncatingIfNeeded: seed & 0xFFFF_FFFF),
    ]
    let file = FileManager.default.temporaryDirectory.appending(path: "faultbook-numpy-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try JSONSerialization.data(withJSONObject: input).write(to: file)
    let text = try Yardstick.output("/usr/bin/env", ["python3", "-c", script, file.path])
    let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    guard let values = answer?["values"] as? [NSNumber], let spent = answer?["cpu"] as? NSNumber else {
      throw BenchError("NumPy said \(text)")
    }
    return (values.map(\.doubleValue), spent.doubleValue)
  }

  private static let script = """
    import json, sys, time
    import numpy as np
    d = json.load(open(sys.argv[1]))
    rng = np.random.default_rng(d["seed"])
    n, w, leak = d["nodes"], d["worlds"], d["leak"]
    cause, effect = np.array(d["cause"]), np.array(d["effect"])
    mean, sd, weight = np.array(d["mean"]), np.array(d["sd"]), np.array(d["weight"])
    log1, log2 = np.log1p(-mean), np.log((1 - mean) ** 2 + sd ** 2)

    def digamma(x):
        shift = np.zeros_like(x)
        for _ in range(8):
            shift -= np.where(x < 8, 1 / x, 0)
            x = np.where(x < 8, x + 1, x)
        y = 1 / (x * x)
        return shift + np.log(x) - 0.5 / x - y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y / 240)))

    def h(p):
        p = np.clip(p, 1e-12, 1 - 1e-12)
        return -p * np.log2(p) - (1 - p) * np.log2(1 - p)

    def gain(first, second):
        m = 1 - first
        v = np.maximum(second - first * first, 1e-12)
        s = np.maximum(m * (1 - m) / v - 1, 1e-6)
        a, b = m * s, (1 - m) * s
        return h(m) - (digamma(s + 1) - m * digamma(a + 1) - (1 - m) * digamma(b + 1)) / np.log(2)

    start = time.process_time()
    live = rng.random((w, len(mean))) < mean
    leaks = rng.random((w, n)) < leak
    into = np.zeros((len(mean), n), dtype=np.float32)
    into[np.arange(len(mean)), effect] = 1
    values = []
    for target in d["targets"]:
        active = np.zeros((w, n), dtype=bool)
        active[:, target] = True
        exposed = np.zeros((w, len(mean)), dtype=bool)
        news = active.copy()
        while news.any():
            meets = news[:, cause] & ~active[:, effect]
            exposed |= meets
            fired = ((meets & live).astype(np.float32) @ into > 0) | ((meets.astype(np.float32) @ into > 0) & leaks)
            news = fired & ~active
            active |= news
        met = exposed.astype(np.float32) @ into > 0
        first = np.exp((exposed * log1) @ into)
        second = np.exp((exposed * log2) @ into)
        values.append(float((np.where(met, gain(first, second), 0) @ weight).mean()))
    print(json.dumps({"values": values, "cpu": time.process_time() - start}))
    """
}
