import Reports

/// A file that the pages load: the style, and the little script.
public struct PageAsset: Sendable {
  /// Where it is served.
  public let path: String
  /// Its media type.
  public let contentType: String
  /// Its text.
  public let text: String

  /// All of them.
  public static let all: [PageAsset] = [
    PageAsset(
      path: "/assets/faultbook.css", contentType: "text/css; charset=utf-8",
      text: ((try? ReportPage.style()) ?? "") + "\n" + (templates.file("pages.css") ?? "")),
    PageAsset(
      path: "/assets/faultbook.js", contentType: "text/javascript; charset=utf-8",
      text: templates.file("pages.js") ?? ""),
    PageAsset(
      path: "/assets/icon.svg", contentType: "image/svg+xml", text: templates.file("icon.mustache") ?? ""),
  ]
}
