public import Vocabulary

/// What can be told of a message before it is answered.
public enum AgentMessage {
  /// Whether it may record something: a server has such messages answered one after another.
  public static func mayRecord(_ message: JSON) -> Bool {
    if let batch = message.arrayValue { return batch.contains { mayRecord($0) } }
    let name = message["method"] == "tools/call" ? message["params"]?["name"]?.stringValue : nil
    return AgentTool.all.contains { $0.name == name && !$0.isQuestion }
  }
}
