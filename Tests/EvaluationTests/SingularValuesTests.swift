import Foundation
import Testing

@testable import Evaluation

@Suite struct SingularValuesTests {
  @Test func workedByHand() {
    #expect(singularValues([[3, 0], [0, -4]]).sorted() == [3, 4])
    #expect(singularValues([[3, 4]]) == [5])
    // Singular values of [[3, 0], [4, 5]]: √45 and √5.
    let values = singularValues([[3, 0], [4, 5]]).sorted()
    #expect(Swift.abs(values[0] - 5.0.squareRoot()) < 1e-15)
    #expect(Swift.abs(values[1] - 45.0.squareRoot()) < 1e-14)
  }

  @Test func noRowsOrColumns() {
    #expect(singularValues([]) == [])
    #expect(singularValues([[], []]) == [0, 0])
    #expect(singularValues([[0, 0], [0, 0]]) == [0, 0])
  }

  /// Rows that depend on each other, more of them than columns.
  @Test func rankOne() {
    let rows = (1...6).map { i in (1...4).map { Double(i * $0) } }
    let values = singularValues(rows).sorted()
    #expect(values.dropLast().allSatisfy { $0 < 1e-13 })
    #expect(Swift.abs(values[5] - (91.0 * 30).squareRoot()) < 1e-12)
  }

  /// A value of 10⁻¹² of the largest keeps four digits, where the root of an eigenvalue of AAᵀ would have none.
  @Test func smallValues() {
    let (sine, cosine) = (Foundation.sin(0.7), Foundation.cos(0.7))
    let values = singularValues([[cosine, -1e-12 * sine], [sine, 1e-12 * cosine]]).sorted()
    #expect(Swift.abs(values[0] / 1e-12 - 1) < 1e-3)
    #expect(Swift.abs(values[1] - 1) < 1e-15)
  }

  @Test func rootsOfEigenvalues() {
    let rows = (0..<7).map { i in (0..<9).map { Foundation.sin(Double(i * 9 + $0) * 1.3) + 0.1 } }
    let products = rows.map { row in rows.map { zip(row, $0).reduce(0.0) { $0 + $1.0 * $1.1 } } }
    let roots = eigendecomposition(products).values.map { Swift.max(0, $0).squareRoot() }
    for (value, root) in zip(singularValues(rows).sorted(), roots) {
      #expect(Swift.abs(value - root) < 1e-6)
    }
  }
}
