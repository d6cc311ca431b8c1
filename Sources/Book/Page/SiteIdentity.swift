/// The title and the security policy that all pages share.
enum SiteIdentity {
  /// The book's title.
  static let title = "Diffusion, line by line"
  /// Pages load nothing from elsewhere. Formulas are placed by style attributes, hence `unsafe-inline`.
  static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'
    """
}
