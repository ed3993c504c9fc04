extension HTMLReport {
  /// One column of a paper: quiet rules, digits of equal width, the same on screen and on paper.
  static let styleSheet = """
    :root { --ink: #222a33; --quiet: #57606a; --rule: #d5dae0; --accent: #0072b2; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 3rem 1.5rem 4rem; max-width: 52rem; color: var(--ink); background: #fff;
      font: 16px/1.5 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
    header { border-bottom: 2px solid var(--ink); padding-bottom: .75rem; }
    h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; }
    h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
    .subtitle { margin: .35rem 0 0; color: var(--quiet); }
    .summary { display: flex; flex-wrap: wrap; gap: 1rem 2.75rem; margin: 1.5rem 0; }
    .summary dt { color: var(--quiet); font-size: .82rem; }
    .summary dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums;
      white-space: nowrap; }
    figure { margin: 2.2rem 0; }
    figure > svg { display: block; max-width: 100%; height: auto; }
    figcaption { margin: .5rem 0; font-size: .9rem; color: var(--quiet); }
    figcaption b { color: var(--ink); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .86rem; font-variant-numeric: tabular-nums;
      border-top: 1.5px solid var(--ink); border-bottom: 1.5px solid var(--ink); }
    th, td { padding: .26rem .55rem; text-align: left; white-space: nowrap; }
    th:first-child, td:first-child { padding-left: .15rem; }
    th:last-child, td:last-child { padding-right: .15rem; }
    thead th { border-bottom: 1px solid var(--ink); font-weight: 600; }
    tbody tr + tr > * { border-top: 1px solid #eef0f2; }
    .number { text-align: right; }
    .note { margin: .5rem 0 0; font-size: .86rem; color: var(--quiet); }
    .manifest { margin-top: 3rem; }
    .manifest th { width: 10rem; font-weight: 400; color: var(--quiet); vertical-align: top; }
    .manifest td { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; font-size: .8rem;
      white-space: normal; overflow-wrap: anywhere; }
    @media print { body { padding: 0; max-width: none; } figure, tr { break-inside: avoid; } }

    """
}
