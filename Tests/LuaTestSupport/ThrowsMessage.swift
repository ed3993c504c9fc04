import LuaEmbedding

/// The message of the error that a chunk ends with; "there was no error" if it does not.
package func throwsMessage(_ state: LuaState, _ source: String) -> String {
  do {
    try state.run(source)
  } catch let error as LuaError {
    return error.message
  } catch {
    return String(describing: error)
  }
  return "there was no error"
}
