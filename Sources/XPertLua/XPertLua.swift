@_exported import XPertCore
