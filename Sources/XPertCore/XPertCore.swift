/// The version printed by `xpert-lua -v` and written into every result's manifest.
package let xpertVersion = "0.1.0"
