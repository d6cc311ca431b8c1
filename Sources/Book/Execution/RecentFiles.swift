import Foundation

/// The entries of a cache folder, the most recently used first.
struct RecentFiles {
  struct Entry {
    var url: URL
    var date: Date
    /// In bytes.
    var size: Int
  }
  private(set) var entries: [Entry] = []

  init(in folders: [URL]) {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    for folder in folders {
      let urls =
        (try? FileManager.default.contentsOfDirectory(
          at: folder, includingPropertiesForKeys: Array(keys))) ?? []
      entries += urls.map { url in
        let values = try? url.resourceValues(forKeys: keys)
        return Entry(
          url: url, date: values?.contentModificationDate ?? .distantPast,
          size: values?.fileSize ?? 0)
      }
    }
    entries.sort { $0.date > $1.date }
  }

  /// Marks a file or folder as used now.
  static func touch(_ url: URL) {
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: url.path)
  }

  /// Removes expired entries.
  ///
  /// - Parameter isExpired: decides about an entry by its place in the order, the bytes up to and including it,
  ///   and whether it is older than an hour: newer ones may belong to another process.
  func remove(where isExpired: (Entry, _ place: Int, _ bytes: Int, _ isOld: Bool) -> Bool) {
    let hourAgo = Date().addingTimeInterval(-3600)
    var bytes = 0
    for (place, entry) in entries.enumerated() {
      bytes += entry.size
      if isExpired(entry, place, bytes, entry.date < hourAgo) {
        try? FileManager.default.removeItem(at: entry.url)
      }
    }
  }
}
