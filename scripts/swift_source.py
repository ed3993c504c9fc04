"""What the checks read out of Swift files: code without comments and strings, declarations, names in use."""

import os
import re

TEXT = re.compile(r'//[^\n]*|/\*|(#*)("""|")')
KINDS = r"class|struct|enum|protocol|actor|typealias"
TOKEN = re.compile(
  r"[{}]|\b(?P<kind>%s|extension)[ ]+(?P<type>[A-Z][\w.]*)|\bfunc\s+(?P<function>\w+)"
  r"|\b(?:let|var|case)\s+(?P<value>\w+)" % KINDS)
NAME = re.compile(r"(\.\s*)?\b([A-Za-z_]\w*)(?=(\s*\()?)")


def without_text(source):
  """The code with comments cut out and strings emptied; what a string interpolates stays. Lines stay lines."""
  parts, at = [], 0
  while found := TEXT.search(source, at):
    parts.append(source[at:found.start()])
    at = found.end()
    if found[2]:
      at = _string(source, at, found[1], found[2], parts)
    elif found[0] == "/*":
      begin, depth = at, 1
      while depth and at < len(source):
        mark = re.compile(r"/\*|\*/").search(source, at)
        at = mark.end() if mark else len(source)
        depth += 1 if mark and mark[0] == "/*" else -1
      parts.append("\n" * source.count("\n", begin, at))
  return "".join(parts) + source[at:]


def _string(source, at, hashes, quote, parts):
  """Appends what the string that opens before `at` interpolates; gives where it ends."""
  end, escape = quote + hashes, "\\" + hashes
  parts.append('""')
  while at < len(source) and not source.startswith(end, at):
    if source.startswith(escape + "(", at):
      at += len(escape) + 1
      depth, begin = 1, at
      parts.append(" (")
      while depth and at < len(source):
        if nested := re.compile(r'(#*)("""|")').match(source, at):
          parts.append(source[begin:at])
          begin = at = _string(source, nested.end(), nested[1], nested[2], parts)
          continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
      parts.append(source[begin:at] + " ")
    elif source.startswith(escape, at):
      at += len(escape) + 1
    else:
      if source[at] == "\n":
        parts.append("\n")
      at += 1
  return at + len(end)


class Declaration:
  """A name that a file declares: `depth` 0 at the top level, else inside `outer`, a type or an extension."""

  def __init__(self, kind, name, depth, outer, access, line):
    self.kind, self.name, self.depth, self.outer = kind, name, depth, outer
    self.access, self.line = access, line

  @property
  def is_private(self):
    return self.access in ("private", "fileprivate")


class SwiftFile:
  def __init__(self, path):
    self.path = path
    with open(path, encoding="utf-8") as file:
      self.code = without_text(file.read())
    self.declarations = list(self._declarations())

  def line(self, position):
    return self.code.count("\n", 0, position) + 1

  def _declarations(self):
    # What encloses a place: the declaration that opened each brace, None for the brace of a body.
    enclosing, opening = [], None
    for token in TOKEN.finditer(self.code):
      if token[0] == "{":
        enclosing.append(opening)
        opening = None
      elif token[0] == "}":
        if enclosing:
          enclosing.pop()
        opening = None
      else:
        # Not what a body declares, nor the members of a private type.
        if not all(outer and outer.kind != "func" for outer in enclosing):
          continue
        begin = max(self.code.rfind(mark, 0, token.start()) for mark in "\n;{}") + 1
        access = re.search(
          r"\b(private|fileprivate|package|public|internal)\b(?!\()", self.code[begin:token.start()])
        kind = token["kind"] or ("func" if token["function"] else "value")
        name = token["type"] or token["function"] or token["value"]
        declaration = Declaration(
          kind, name, len(enclosing), enclosing[-1] if enclosing else None, access and access[1],
          self.line(token.start()))
        if kind != "value" and kind != "typealias":
          opening = declaration
        yield declaration

  def names(self):
    """(name, whether a dot is before it, whether a parenthesis follows, position) of every name in use."""
    for found in NAME.finditer(self.code):
      yield found[2], bool(found[1]), bool(found[3]), found.start(2)


def swift_files(folder):
  for base, folders, names in os.walk(folder):
    folders[:] = sorted(name for name in folders if not name.startswith("."))
    for name in sorted(names):
      if name.endswith(".swift"):
        yield SwiftFile(os.path.join(base, name))
