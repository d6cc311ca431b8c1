import FlyingFox

/// Rejects cross-site requests and DNS rebinding: a page of another site may send requests here, and may
/// even have its own name resolve to this machine.
struct SameOrigin {
  var port: UInt16

  func check(_ request: HTTPRequest) throws(HTTPError) {
    guard ["GET", "HEAD", "POST"].contains(request.method.rawValue) else {
      throw HTTPError(.methodNotAllowed, "this server answers GET, HEAD and POST")
    }
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard hosts.contains(request.headers[.host] ?? "") else {
      throw HTTPError(.forbidden, "this server is called \(hosts[0])")
    }
    let origin = request.headers[HTTPHeader("Origin")]
    let isForeign = origin != nil && !hosts.contains { origin == "http://\($0)" }
    let isCrossSite =
      request.headers[HTTPHeader("Sec-Fetch-Site")] == "cross-site"
      && request.headers[HTTPHeader("Sec-Fetch-Mode")] != "navigate"
    if isForeign || isCrossSite {
      throw HTTPError(.forbidden, "only this server's own pages may send requests")
    }
  }
}
