import ArgumentParser

@main
struct Walkthrough: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walkthrough",
    abstract: "Executes the chapters of the book and writes its pages.",
    discussion: """
      A chapter is named by number, slug or file name: 2, swiss-roll, 02-swiss-roll.

      EXAMPLES
        walkthrough run                        execute every chapter, write the site
        walkthrough run swiss-roll             execute one
        walkthrough serve                      look at the book while editing it
        walkthrough run 1 --set width=4        an experiment; the published page stays
        walkthrough verify                     does everything still come out the same?
        walkthrough why 2                      what is trained again, and why
        walkthrough data mnist                 fetch the digits before they are needed
        walkthrough export 3                   as a notebook and as one Swift file
        walkthrough render                     new prose, old results: write the pages again
      """,
    subcommands: [
      RunCommand.self, RenderCommand.self, VerifyCommand.self, WhyCommand.self, ListCommand.self,
      NewCommand.self, DataCommand.self, ExportCommand.self, ServeCommand.self,
    ])
}
