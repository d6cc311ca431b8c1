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
        walkthrough serve                      show the book while editing it
        walkthrough run 1 --set width=4        an experiment; the published page stays
        walkthrough verify                     check that every result is the same
        walkthrough why 2                      which models will be trained again, and why
        walkthrough data mnist                 download MNIST before it is needed
        walkthrough export 3                   write a notebook and one Swift file
        walkthrough render                     write the pages with new prose and old results
      """,
    subcommands: [
      RunCommand.self, RenderCommand.self, VerifyCommand.self, WhyCommand.self, ListCommand.self,
      NewCommand.self, DataCommand.self, ExportCommand.self, ServeCommand.self,
    ])
}
