import LuaEmbedding

@main struct First {
  static func main() throws {
    let state = LuaState()
    try state.setFunction("half") { (x: Double) in x / 2 }
    try state.run("print('half of three is ' .. half(3))")
    let number = try state.evaluate("return half(3) + 1", as: Double.self)
    precondition(number == 2.5)
  }
}
