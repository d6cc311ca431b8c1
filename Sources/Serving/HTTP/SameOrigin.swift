import FlyingFox

extension HTTPRequest {
  /// Rejects cross-site requests and DNS rebinding: a page of another site may send requests here, and may
  /// even have its own name resolve to this machine.
  func requireSameOrigin(port: UInt16) throws(HTTPError) {
    guard ["GET", "HEAD", "POST"].contains(method.rawValue) else {
      throw HTTPError(.methodNotAllowed, "this server answers GET, HEAD and POST")
    }
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard hosts.contains(headers[.host] ?? "") else {
      throw HTTPError(.forbidden, "this server is called \(hosts[0])")
    }
    let origin = headers[HTTPHeader("Origin")]
    let (site, mode) = (HTTPHeader("Sec-Fetch-Site"), HTTPHeader("Sec-Fetch-Mode"))
    guard origin == nil || hosts.contains(where: { origin == "http://\($0)" }),
      headers[site] != "cross-site" || headers[mode] == "navigate"
    else { throw HTTPError(.forbidden, "only this server's own pages may send requests") }
  }
}
