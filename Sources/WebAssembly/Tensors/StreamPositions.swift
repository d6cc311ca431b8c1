/// A page keeps no list of its random streams: trainings there begin anew.
enum StreamPosition {
  static func add(_ stream: RandomStream) {}
  static func remove(_ stream: RandomStream) {}
}
