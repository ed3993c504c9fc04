// From rows to text.

extension NetworkFile {
  /// The file's text: a line per row, numbers separated by commas.
  public var text: String {
    var text = ""
    for row in rows {
      var numbers = [
        row.inputHeight, row.inputWidth, row.inputChannels, row.kernelHeight, row.kernelWidth,
        row.outputChannels, row.isPooled ? 1 : 0, row.stride,
      ]
      if dialect == .xpertSim {
        numbers += [row.columnSharing, row.adc.fileCode, row.inputBits, row.adcPrecision]
      }
      text += numbers.map(String.init).joined(separator: ",") + "\n"
    }
    return text
  }

  /// Writes the file, replacing an existing one as a whole.
  public func write(to path: String) throws(FileError) {
    try FileSystem.write(text, to: path)
  }
}
