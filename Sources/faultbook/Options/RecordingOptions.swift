import ArgumentParser
import Vocabulary

/// What every command that records one event accepts.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("When it happened in the world. (default: when it is recorded)", valueName: "time"),
    transform: Parse.time)
  var time: Timestamp?

  @Option(
    help: ArgumentHelp("The event's own id; the same one again adds nothing. (default: a new one)", valueName: "id"))
  var eventID: String?

  @OptionGroup var sealing: SealingOptions

  @Flag(
    help:
      "Check it and say what would be recorded; needs no book and changes none. Where there is one, names are held against it."
  )
  var dryRun = false
}
