import ArgumentParser

/// Whether what is sealed is shown.
struct RevealOption: ParsableArguments {
  @Flag(help: "Open what is sealed and whose key is here; without it, it reads 'redacted'.")
  var reveal = false
}
