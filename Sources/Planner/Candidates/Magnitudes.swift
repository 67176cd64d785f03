public import Vocabulary

/// The concrete magnitude of a dose (chapter 1, Dose), in the kind's unit.
///
/// *Low* is half of where medium begins (for a multiple of the load, halfway between 1, no surge, and there); *medium* the
/// geometric mean of both edges; *high* twice where high begins, for a share of traffic or of capacity no more than halfway
/// from there to all of it. Rounded to one significant digit (two for a multiple) where that stays within the band.
public enum Magnitudes {
  /// The magnitude of a kind at a dose under these bands; nil for a kind without a magnitude.
  public static func magnitude(of kind: FaultKind, at dose: Dose, _ bands: DoseBands) -> Magnitude? {
    guard let edges = bands.edges(of: kind), let unit = DoseBands.unit(of: kind) else { return nil }
    let exact: Double
    switch dose {
    case .low: exact = unit == .multiple && edges.medium > 1 ? (1 + edges.medium) / 2 : edges.medium / 2
    case .medium: exact = (edges.medium * edges.high).squareRoot()
    case .high: exact = unit == .ratio ? edges.high + (1 - min(edges.high, 1)) / 2 : 2 * edges.high
    }
    let digits = unit == .multiple ? 2 : 1
    let rounded = Magnitude(value: exact.rounded(toDigits: digits), unit: unit.name)
    if bands.dose(of: kind, magnitude: rounded) == dose { return rounded }
    return Magnitude(value: exact, unit: unit.name)
  }
}

extension Double {
  /// The value with so many significant decimal digits.
  fileprivate func rounded(toDigits digits: Int) -> Double {
    guard self > 0 else { return self }
    var scale = 1.0
    var least = 1.0
    for _ in 1..<digits { least *= 10 }
    while self * scale < least { scale *= 10 }
    while self * scale >= least * 10 { scale /= 10 }
    let whole = (self * scale).rounded()
    return scale >= 1 ? whole / scale : whole * (1 / scale)
  }
}
