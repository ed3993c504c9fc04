import LuaEmbedding
import XPertLua

import Platform

exit(Command.run(CommandLine.arguments))
