// swift-tools-version: 6.1
import PackageDescription

/// The engine is compiled for this machine's CPU and optimized in every configuration: without fused
/// multiply-add in hardware Swift calls it in software, hundreds of times slower, and a debug build of a
/// kernel is slower still. `WALKTHROUGH_CPU=haswell swift build` compiles for another CPU; the bits of
/// every result stay the same on any CPU with fused multiply-add.
#if arch(arm64)
  let nativeCPU = "apple-m1"
#else
  let nativeCPU = "native"
#endif
let cpu = Context.environment["WALKTHROUGH_CPU"] ?? nativeCPU
let engine: [SwiftSetting] = [
  .swiftLanguageMode(.v5),
  .unsafeFlags(["-Ounchecked", "-wmo", "-num-threads", "2", "-Xcc", "-march=\(cpu)"]),
  // Square roots need no errno: with it a vector's are taken one by one.
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
  // Backtraces find the chapter's line through frame pointers.
  .unsafeFlags(["-Xcc", "-fno-omit-frame-pointer"]),
]

/// The engine is compiled for pages too, as Embedded Swift: what that forbids is warned of here.
let embeddable: [SwiftSetting] = [.unsafeFlags(["-Wwarning", "EmbeddedRestrictions"])]

let package = Package(
  name: "walkthrough",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Lesson", type: .dynamic, targets: ["Lesson"]),
    .executable(name: "walkthrough", targets: ["walkthrough"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),
    .systemLibrary(
      name: "CDuktape", pkgConfig: "duktape",
      providers: [.apt(["duktape-dev"]), .brew(["duktape"])]),

    .target(name: "CSystem"),
    .target(name: "Processes", dependencies: ["CSystem"]),
    .target(name: "Platform", swiftSettings: engine),
    .target(name: "Tensors", dependencies: ["Platform"], swiftSettings: engine + embeddable),
    .target(name: "Networks", dependencies: ["Tensors"], swiftSettings: engine + embeddable),
    .target(name: "Evaluation", dependencies: ["Tensors"], swiftSettings: engine),
    // Optimized for the checksums of large files.
    .target(
      name: "Outputs", dependencies: ["CSystem"],
      swiftSettings: [.swiftLanguageMode(.v5), .unsafeFlags(["-O"])]),
    .target(
      name: "Datasets", dependencies: ["Tensors", "Outputs", "Processes", "CPNG"],
      swiftSettings: engine),
    .target(
      name: "Figures", dependencies: ["Tensors", "Outputs", "CPNG"], swiftSettings: engine),
    .target(
      name: "Lesson",
      dependencies: ["Tensors", "Networks", "Evaluation", "Datasets", "Figures", "Outputs"]),
    .target(
      name: "Book",
      dependencies: [
        "Outputs", "Processes", "CSystem", "CMarkGFM", "CDuktape", "Yams",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftIDEUtils", package: "swift-syntax"),
      ],
      resources: [.copy("Assets"), .copy("Templates")],
      // Optimized too: who edits a chapter looks on while its page is made.
      swiftSettings: [.unsafeFlags(["-O"])]),
    .target(
      name: "Serving",
      dependencies: [
        "Book", "Outputs", .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      resources: [.copy("Assets")]),
    .executableTarget(
      name: "walkthrough",
      dependencies: [
        "Book", "Datasets", "Serving",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "benchmark", dependencies: ["Tensors", "Networks", "ReferenceUNet", "LongChapters"],
      path: "Tests/Benchmarks",
      exclude: ["Measured.md", "compare", "compare.py", "edits.py", "networks.py", "serve.py"],
      swiftSettings: engine),
    .target(
      name: "ReferenceUNet", dependencies: ["Tensors", "Networks"], path: "Tests/ReferenceUNet",
      swiftSettings: engine + embeddable),
    .target(name: "LongChapters", dependencies: ["Book"], path: "Tests/LongChapters"),
    .target(
      name: "GradientTable", dependencies: ["Tensors"], path: "Tests/GradientTable",
      swiftSettings: engine + embeddable),
    .executableTarget(
      name: "enginebits", dependencies: ["Tensors", "Networks", "GradientTable", "ReferenceUNet"],
      path: "Tests/WebAssembly", exclude: ["run", "figures.py", "page.py", "Chapters", "Page"],
      swiftSettings: engine + embeddable),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Platform", "GradientTable"],
      swiftSettings: engine),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "Tensors", "ReferenceUNet"],
      exclude: ["Recorded"]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "Tensors"], swiftSettings: engine),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Outputs", "Tensors"]),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "Tensors", "Outputs", "CPNG"],
      exclude: ["Snapshots"]),
    .testTarget(name: "OutputsTests", dependencies: ["Outputs"]),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
    .testTarget(
      name: "BookTests",
      dependencies: [
        "Book", "Outputs", "Processes", "LongChapters",
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
      ],
      exclude: ["Page/KaTeX.tex"]),
    .testTarget(
      name: "ServingTests",
      dependencies: [
        "Serving", "Book", .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),
    .testTarget(
      name: "WalkthroughTests", dependencies: ["walkthrough"], exclude: ["Recorded"]),
  ]
)
