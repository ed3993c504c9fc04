import Foundation
import XPertValidation

let usage = """
  usage: xpert-validate FOLDER

  Recomputes every row of the golden files (*.csv) below FOLDER and prints, for each output column, the rows
  checked and the worst relative error. Exits with 1 if an error exceeds 1e-9 or a supported file cannot be
  read, with 2 if the arguments are wrong.
  """

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("xpert-validate: \(message)\n".utf8))
  exit(2)
}

var folder: String?
for argument in CommandLine.arguments.dropFirst() {
  switch argument {
  case "-h", "--help":
    print(usage)
    exit(0)
  case _ where argument.hasPrefix("-"):
    fail("unknown option '\(argument)'; try --help")
  case _ where folder != nil:
    fail("more than one folder given ('\(folder!)' and '\(argument)')")
  default:
    folder = argument
  }
}
guard let folder else { fail("no folder given\n\(usage)") }

do {
  let run = try ValidationRun(folder: folder) { print($0.text) }
  for file in run.notSupported { print("\(file): not supported yet") }
  for error in run.errors { print("error: \(error)") }
  exit(run.succeeded ? 0 : 1)
} catch {
  fail(error.description)
}
