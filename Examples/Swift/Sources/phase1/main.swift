// XPert phase 1 (DAC 2023) in Swift: a VGG16 for CIFAR-10 in 50 mm2, with the least delay.
//   swift run phase1
import XPertCore

let target = 50.0  // mm2

let space = try JointSpace(
  Backbone.vgg16(
    choices: .init(
      channels: [64, 128, 256, 512], columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar], adcBits: [6],
      inputBits: [8])),
  on: .xpertDAC2023)

let search = try GradientSearch(
  model: space.model, weights: [("lambda1", .constant(0.0001))],  // per us
  accept: { step in abs(try step.metric(named: "area_mm2") / target - 1) < 0.02 },
  rank: .smallest("delay_us"), steps: 500, seed: 1
) { m in
  try m.weight(named: "lambda1") * m.metric(named: "delay_us")
    + (m.metric(named: "area_mm2") / target - 1).squared()
}

while !search.isFinished {
  let step = try search.step()
  if step.index % 100 == 0 { print(step) }
}

let report = search.result().report(in: space, audit: search.audit())
print(report)
try report.table.write(csv: "phase1.csv")
try report.table.write(json: "phase1.json", manifest: report.manifest)
try report.plot?.write(to: "phase1.svg")
try report.page.write(to: "phase1.html")
