import Foundation
import Yams

/// The works cited by the chapters, from `references.yaml`:
///
///     - id: ho2020
///       authors: [Jonathan Ho, Ajay Jain, Pieter Abbeel]
///       year: 2020
///       title: Denoising Diffusion Probabilistic Models
///       venue: NeurIPS
///       url: https://arxiv.org/abs/2006.11239
public struct Bibliography: Sendable {
  public static let fileName = "references.yaml"

  /// One work.
  public struct Work: Sendable, Equatable, Decodable {
    public var id: String
    public var authors: [String]
    public var year: Int
    public var title: String
    public var venue: String?
    public var url: String?
  }

  public var works: [Work]
  /// The years of citations by work, with a letter where two works would read alike: `2020a`.
  private var years: [String: String] = [:]

  public init(_ works: [Work] = []) {
    self.works = works
    for (_, alike) in Dictionary(grouping: works, by: { "\($0.shortAuthors) \($0.year)" }) {
      for (index, work) in alike.enumerated() {
        let letter =
          alike.count > 1 ? String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26))) : ""
        years[work.id] = "\(work.year)\(letter)"
      }
    }
  }

  /// Reads the file; without a file there are no works.
  ///
  /// - Throws: `Diagnostics` at the lines that are wrong.
  public init(contentsOf path: String) throws {
    guard let text = try TextFile.readIfPresent(path) else {
      self.init()
      return
    }
    try self.init(yaml: text, path: path)
  }

  /// - Throws: `Diagnostics` at the lines that are wrong.
  init(yaml: String, path: String) throws {
    var works: [Work] = []
    var problems: [Diagnostic] = []
    for entry in try YAMLList(yaml, path: path, item: "work", key: "id").items {
      let line = entry.mark?.line ?? 1
      do {
        let work = try YAMLDecoder().decode(Work.self, from: entry)
        guard !works.contains(where: { $0.id == work.id }) else {
          throw Diagnostic(file: path, line: line, message: "'\(work.id)' is listed twice")
        }
        guard !work.authors.isEmpty else {
          throw Diagnostic(file: path, line: line, message: "'\(work.id)' has no authors")
        }
        if let url = work.url, let mistake = WebAddress.mistake(in: url) {
          throw Diagnostic(file: path, line: line, message: "'\(work.id)': \(mistake)")
        }
        works.append(work)
      } catch let error as DecodingError {
        problems.append(
          Diagnostic(file: path, line: line, message: error.message(for: "work")))
      } catch let error as Diagnostic {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    self.init(works)
  }

  subscript(id: String) -> Work? { works.first { $0.id == id } }

  /// The year as it stands in citations and in the list of references.
  func year(of work: Work) -> String { years[work.id] ?? String(work.year) }

  /// The form of a citation.
  enum Form {
    /// `Ho et al., 2020`, between parentheses.
    case group
    /// `Ho et al. (2020)`.
    case sentence
    /// `2020`, where the sentence names the authors.
    case year
  }

  func citation(of work: Work, _ form: Form) -> String {
    let year = year(of: work)
    return switch form {
    case .group: "\(work.shortAuthors), \(year)"
    case .sentence: "\(work.shortAuthors) (\(year))"
    case .year: year
    }
  }

  /// The works that have one of these ids, by author and year.
  func works(of ids: [String]) -> [Work] {
    ids.compactMap { self[$0] }.sorted {
      ($0.shortAuthors, year(of: $0)) < ($1.shortAuthors, year(of: $1))
    }
  }
}

extension Bibliography.Work {
  /// `Ho`, `Ho & Jain`, `Ho et al.`
  var shortAuthors: String {
    let names = authors.map(Self.familyName)
    switch names.count {
    case 1: return names[0]
    case 2: return "\(names[0]) & \(names[1])"
    default: return "\(names.first ?? "") et al."
    }
  }

  /// `Laurens van der Maaten` and `van der Maaten, Laurens` are both of the family `van der Maaten`.
  private static func familyName(_ name: String) -> String {
    if let comma = name.firstIndex(of: ",") { return String(name[..<comma]) }
    let words = name.split(separator: " ")
    let start = words.firstIndex { $0.first?.isLowercase == true } ?? max(0, words.count - 1)
    return words[start...].joined(separator: " ")
  }
}
