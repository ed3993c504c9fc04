import LuaEmbedding
import Testing

/// The message of the error that a chunk ends with; a test failure and "" if it does not.
package func throwsMessage(
  _ state: LuaState, _ source: String, sourceLocation: SourceLocation = #_sourceLocation
)
  -> String
{
  do {
    try state.run(source)
  } catch let error as LuaError {
    return error.message
  } catch {
    return String(describing: error)
  }
  Issue.record("no error", sourceLocation: sourceLocation)
  return ""
}
