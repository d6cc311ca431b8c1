import Foundation
import Testing

@testable import Book

/// A chapter learns nothing of where it runs, but how data is reached.
@Suite struct WaysToDataTests {
  @Test func onlyWhatFetchingNeeds() {
    let ways = Execution.inheritedEnvironment([
      "WALKTHROUGH_DATA": "data", "XDG_CACHE_HOME": "", "https_proxy": "http://here:1",
      "NO_PROXY": "there", "PIP_INDEX_URL": "https://here", "SSL_CERT_FILE": "/c", "USER": "me",
      "PATH": "/bin", "HOME": "/me",
    ])
    let folder = FileManager.default.currentDirectoryPath
    #expect(
      ways == [
        "WALKTHROUGH_DATA": "\(folder)/data", "https_proxy": "http://here:1", "NO_PROXY": "there",
        "PIP_INDEX_URL": "https://here", "SSL_CERT_FILE": "/c",
      ])
  }
}
