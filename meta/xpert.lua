---@meta xpert
-- What scripts can say, for editors (LuaCATS) and for readers: every function, option, type and unit of the
-- module. A test compares this file with what the program registers, in both directions.
--
-- The unit is the end of a name (area_mm2, delay_us, energy_pJ). An option that takes several units may be
-- given in one of them. `xpert.choice { ... }` may stand for a value where the type says `xpert.Choice`.
-- Errors are raised at the script's own line; what may fail although the script is right (nothing accepted,
-- a file that cannot be written) is a value: nil and the reason.
--
-- `pairs` goes through the members of reports, results, steps, candidates, networks and hardware (`__pairs`):
-- elements first, then properties by their names. `to_table` gives them as a plain table, with objects as
-- plain tables in turn; numbers that are not finite, and lists with such, are left out.
--
-- `"area " .. m.area_mm2` is a text with the number (`__concat`). `m.tiles == 27` is always false, because
-- Lua compares a number with an object without asking it: write `m.tiles.value == 27`.

--- Co-search of networks and in-memory-computing hardware: `local xpert = require "xpert"`.
---@class xpert
---@field version string the version of this program
local xpert = {}

-- Choices.

--- Values to choose among. `#choice` and `choice[i]` read them.
---@class xpert.Choice
---@field [integer] any
---@operator len: integer

--- Values to choose among, where a layer takes one: `channels = xpert.choice { 64, 128, 256 }`.
---@param values any[] at least one, none of them nil
---@return xpert.Choice
function xpert.choice(values) end

--- The pairs of a table in the order of their keys, numbers first: the same in every process, unlike `pairs`.
---@generic K, V
---@param t table<K, V>
---@return fun(): K, V
function xpert.sorted(t) end

-- Hardware.

--- Hardware that is the same for all layers. The defaults are Table II of XPert (DAC 2023).
---@class (exact) xpert.HardwareOptions
---@field node_nm? integer process node: 130, 90, 65, 45, 32, 22, 14, 10, 7; default 32
---@field roadmap? "lstp"|"hp" low standby power or high performance; default "lstp"
---@field temperature_K? integer temperature; from 300 to 400; default 300
---@field device? "rram"|"fefet"|"sram" memory device; default "rram"
---@field access? "transistor"|"none" one transistor per cell, or a cross-point; default "transistor"
---@field cell_bits? integer bits per cell; a cell of SRAM has 1; from 1 to 16; default 4
---@field weight_bits? integer bits per weight, a multiple of cell_bits; from 1 to 16; default 8
--- rows and columns of a crossbar, where a layer does not say otherwise; from 8 to 1024; default 64
---@field crossbar? integer
--- crossbars of a tile: the square of an even number; from 4 to 4096; default 64
---@field crossbars_per_tile? integer
--- a layer's matrix as it is, or every position of its kernel on an element of its own; default
--- "conventional"
---@field mapping? "conventional"|"kernel_positions"
--- one layer after the other, or all at once, each on another image; default "layer_by_layer"
---@field execution? "layer_by_layer"|"pipelined"
--- copies of a layer with a large map, at most, in each direction of the map; from 1 to 1024; default 8
---@field pipeline_speedup_limit? integer
---@field r_on_ohm? number resistance of a cell that is on; from 0.001 to 1e+09; default 6000
---@field r_on_kohm? number resistance of a cell that is on; from 1e-06 to 1000000; default 6
---@field r_on_Mohm? number resistance of a cell that is on; from 1e-09 to 1000; default 0.006
--- resistance of a cell that is off over that of one that is on; above 1, of at most 1e+09; default 150
---@field on_off_ratio? number
---@field read_voltage_V? number read voltage; from 1e-06 to 10; default 0.5
--- write voltage; level shifters exist above 1.5 V; from 1e-06 to 20; default 2
---@field write_voltage_V? number
---@field access_voltage_V? number gate voltage of the access transistor; from 1e-06 to 10; default 1.1
---@field flash_sensing? "current"|"voltage" how flash converters sense; default "current"
---@field read_mode? "parallel"|"sequential" all rows per read, or one; default "parallel"
--- delays are clock cycles of the slowest sensing period; otherwise every layer takes the time that it
--- needs; default true
---@field synchronous? boolean
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1 to
--- 1e+12; default 1000000000
---@field clock_Hz? number
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1e-06 to
--- 1000000; default 1000
---@field clock_MHz? number
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1e-09 to
--- 1000; default 1
---@field clock_GHz? number
---@field calibrated? boolean apply the factors of a calibration with silicon; default true
---@field activation? "chip"|"tile" where activation functions are; default "chip"
--- what their circuits compute: comparators, or a table; default "relu"
---@field activation_function? "relu"|"sigmoid"
---@field global_buffer? "register_file"|"sram" what the global buffer is made of; default "register_file"
---@field tile_buffer? "register_file"|"sram" what the tiles' buffers are made of; default "register_file"

--- Hardware that is the same for all layers. The defaults are the reference program's parameters as
--- published.
---@class (exact) xpert.NeuroSimHardwareOptions
---@field node_nm? integer process node: 130, 90, 65, 45, 32, 22, 14, 10, 7; default 32
---@field roadmap? "lstp"|"hp" low standby power or high performance; default "lstp"
---@field temperature_K? integer temperature; from 300 to 400; default 300
---@field device? "rram"|"fefet"|"sram" memory device; default "sram"
---@field access? "transistor"|"none" one transistor per cell, or a cross-point; default "transistor"
---@field cell_bits? integer bits per cell; a cell of SRAM has 1; from 1 to 16; default 1
---@field weight_bits? integer bits per weight, a multiple of cell_bits; from 1 to 16; default 8
--- rows and columns of a crossbar, where a layer does not say otherwise; from 8 to 1024; default 128
---@field crossbar? integer
--- crossbars of a tile: the square of an even number; from 4 to 4096; default 64
---@field crossbars_per_tile? integer
--- a layer's matrix as it is, or every position of its kernel on an element of its own; default
--- "conventional"
---@field mapping? "conventional"|"kernel_positions"
--- one layer after the other, or all at once, each on another image; default "layer_by_layer"
---@field execution? "layer_by_layer"|"pipelined"
--- copies of a layer with a large map, at most, in each direction of the map; from 1 to 1024; default 8
---@field pipeline_speedup_limit? integer
---@field r_on_ohm? number resistance of a cell that is on; from 0.001 to 1e+09; default 6000
---@field r_on_kohm? number resistance of a cell that is on; from 1e-06 to 1000000; default 6
---@field r_on_Mohm? number resistance of a cell that is on; from 1e-09 to 1000; default 0.006
--- resistance of a cell that is off over that of one that is on; above 1, of at most 1e+09; default 150
---@field on_off_ratio? number
---@field read_voltage_V? number read voltage; from 1e-06 to 10; default 0.5
--- write voltage; level shifters exist above 1.5 V; from 1e-06 to 20; default 2
---@field write_voltage_V? number
---@field access_voltage_V? number gate voltage of the access transistor; from 1e-06 to 10; default 1.1
---@field flash_sensing? "current"|"voltage" how flash converters sense; default "current"
---@field read_mode? "parallel"|"sequential" all rows per read, or one; default "parallel"
--- delays are clock cycles of the slowest sensing period; otherwise every layer takes the time that it
--- needs; default true
---@field synchronous? boolean
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1 to
--- 1e+12; default 1000000000
---@field clock_Hz? number
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1e-06 to
--- 1000000; default 1000
---@field clock_MHz? number
--- the clock that circuits are sized with; the chip's own follows from its slowest sensing; from 1e-09 to
--- 1000; default 1
---@field clock_GHz? number
---@field calibrated? boolean apply the factors of a calibration with silicon; default true
---@field activation? "chip"|"tile" where activation functions are; default "chip"
--- what their circuits compute: comparators, or a table; default "relu"
---@field activation_function? "relu"|"sigmoid"
---@field global_buffer? "register_file"|"sram" what the global buffer is made of; default "register_file"
---@field tile_buffer? "register_file"|"sram" what the tiles' buffers are made of; default "register_file"

--- A description of hardware. `tostring` gives all of it as a table.
---@class xpert.Hardware
---@field node_nm integer process node
---@field device string memory device: "rram", "fefet" or "sram"
---@field cell_bits integer bits per cell
---@field weight_bits integer bits per weight
---@field cells_per_weight integer columns that a weight takes
---@field crossbar integer rows and columns of a crossbar
---@field crossbars_per_tile integer crossbars of a tile
---@field mapping string how a layer's matrix lies on its tiles: "conventional" or "kernel_positions"
---@field execution string "layer_by_layer" or "pipelined"
---@field pipeline_speedup_limit? integer copies of a layer in a pipeline in each direction; nil: no pipeline
---@field r_on_ohm number resistance of a cell that is on
---@field on_off_ratio number ratio of the resistances
---@field temperature_K integer temperature
---@field roadmap string "lstp" or "hp"
---@field access string what is in series with a cell: "transistor" or "none"
---@field read_voltage_V number
---@field write_voltage_V number
---@field access_voltage_V number gate voltage of the access transistor
---@field flash_sensing string how flash converters sense: "current" or "voltage"
---@field read_mode string "parallel" or "sequential"
---@field synchronous boolean whether delays are clock cycles
---@field clock_Hz number the clock that circuits are sized with
---@field calibrated boolean whether silicon factors apply
---@field activation string where activation functions are: "chip" or "tile"
---@field activation_function string what their circuits compute: "relu" or "sigmoid"
---@field global_buffer string "register_file" or "sram"
---@field tile_buffer string "register_file" or "sram"
---@field sources table<string, string> where each value comes from, by name
---@field to_table fun(self: xpert.Hardware): table its members as a plain table

--- Descriptions of hardware: `xpert.hardware { node_nm = 22 }`, or a preset with changes.
---@class xpert.hardware
---@overload fun(options?: xpert.HardwareOptions): xpert.Hardware
xpert.hardware = {}

--- The hardware of XPert (DAC 2023), Table II.
---@param options? xpert.HardwareOptions what is different
---@return xpert.Hardware
function xpert.hardware.xpert_dac_2023(options) end

--- The reference program's parameters as published: other defaults are device "sram", cell_bits 1, crossbar
--- 128.
---@param options? xpert.NeuroSimHardwareOptions what is different
---@return xpert.Hardware
function xpert.hardware.neurosim(options) end

-- Networks.

--- One convolution or fully connected layer with its periphery. In `xpert.network` nothing may be a choice.
---@class (exact) xpert.LayerOptions
--- output channels; without it those that a depthwise layer gets or a residual brings; from 1 to 65536
---@field channels? integer|xpert.Choice
---@field kernel? integer|xpert.Choice side of the kernel; from 1 to 31; default 3
---@field column_sharing? integer|xpert.Choice crossbar columns that share one ADC; from 1 to 1024; default 8
---@field adc? "flash"|"sar"|xpert.Choice kind of ADC; default "flash"
--- ADC precision, bits; 'full' tells all sums of a column apart; from 1 to 16; default 6
---@field adc_bits? integer|"full"|xpert.Choice
---@field input_bits? integer|xpert.Choice input precision, bits; from 2 to 16; default 8
--- rows and columns of a crossbar; the hardware's without it; from 8 to 1024
---@field crossbar? integer|xpert.Choice
--- bits per weight, a multiple of cell_bits; the hardware's without it; from 1 to 16
---@field weight_bits? integer|xpert.Choice
---@field cell_bits? integer|xpert.Choice bits per cell; the hardware's without it; from 1 to 16
---@field stride? integer stride; from 1 to 16; default 1
---@field padding? integer zeros on every side, pixels; half the kernel without it; from 0 to 31
---@field kind? "convolution"|"depthwise"|"fully_connected" kind of layer; default "convolution"
--- groups of a convolution: each sees its share of the channels; from 1 to 65536; default 1
---@field groups? integer
---@field residual? xpert.ResidualOptions add the input of an earlier layer to the output

--- A shortcut. Without projection and zero padding, map and channels of both ends must be equal.
---@class (exact) xpert.ResidualOptions
---@field layers? integer how many layers it bridges, this one included; from 1 to 100; default 2
--- through a 1 x 1 convolution, which may change channels and size; default false
---@field projection? boolean
--- subsampled as the strides say, with zeros for missing channels; default false
---@field zero_padding? boolean

--- One layer with its choices, or several that are alike. A *node* is one combination of the choices.
---@class xpert.Layer
---@field nodes integer how many nodes it has
---@field count integer how many such layers follow each other: 1, or what `repeated` said
---@field to_table fun(self: xpert.Layer): table its members as a plain table

---@param options? xpert.LayerOptions
---@return xpert.Layer
function xpert.layer(options) end

--- `n` such layers, as one entry of `layers`. They choose independently of each other.
---@param n integer from 1 to 1000
---@param layer xpert.Layer
---@return xpert.Layer
function xpert.repeated(n, layer) end

---@class (exact) xpert.InputOptions
---@field channels? integer channels of the image; from 1 to 65536; default 3
---@field size integer side of the image, pixels; from 1 to 4096

--- A network: convolutions, then a classifier with the periphery of the last one.
---@class (exact) xpert.NetworkOptions
---@field name? string what results call it
---@field input xpert.InputOptions the image
---@field classes integer outputs of the classifier; from 1 to 1000000
---@field layers (xpert.Layer|xpert.LayerOptions)[] convolutions in order
---@field pool_after? integer[] numbers of the layers that 2 x 2 max pooling follows
---@field average_pool? boolean global average pooling before the classifier; default false

--- A network with choices: the space that searches walk in. `#supernet` is the number of layers.
---@class xpert.Supernet
---@field name string its name
---@field candidates_log10 number size of the space as a power of ten
---@field nodes fun(self: xpert.Supernet, layer: integer): integer how many nodes a layer has
---@field to_table fun(self: xpert.Supernet): table its members as a plain table
---@operator len: integer

---@param options xpert.NetworkOptions
---@return xpert.Supernet
function xpert.supernet(options) end

--- One layer of a network. Maps are without padding.
---@class xpert.LayerDescription
---@field input_height integer pixels
---@field input_width integer pixels
---@field input_channels integer
---@field channels integer output channels
---@field kernel integer side of the kernel
---@field stride integer
---@field column_sharing integer crossbar columns that share one ADC
---@field adc string "flash" or "sar"
---@field adc_bits? integer ADC precision, bits; nil: it follows from the crossbar
---@field input_bits integer input precision, bits
---@field crossbar? integer rows and columns of a crossbar; nil: the hardware's
---@field weight_bits? integer bits per weight; nil: the hardware's
---@field cell_bits? integer bits per cell; nil: the hardware's
---@field pooled boolean 2 x 2 max pooling follows
---@field classifier boolean the fully connected layer at the end
---@field groups integer groups of a grouped or depthwise convolution; 1: none
---@field adds_shortcut boolean another map is added to its output
---@field projection boolean the 1 x 1 convolution of a shortcut, before the layer that adds it

--- A network without choices. `#network` is the number of layers, `network[i]` describes one; `ipairs` works.
---@class xpert.Network
---@field name string its name
---@field weights integer how many weights it has
---@field macs integer multiply-accumulates per image
---@field relu_units integer how many ReLU units it has
---@field warnings string[] what was odd in the file it was read from
---@field to_table fun(self: xpert.Network): table its members as a plain table
---@field [integer] xpert.LayerDescription
--- writes a network file
---@field write_csv fun(self: xpert.Network, path: string, form?: xpert.FileForm): true?, string?
---@operator len: integer

--- Forms of files: "pairs" (the default; what XPertSim reads: each layer with an auxiliary row, without
--- pooling and the classifier), "xpertsim" (12 columns, a row per layer) or "neurosim" (8 columns).
---@alias xpert.FileForm "pairs"|"xpertsim"|"neurosim"

--- Networks without choices: `xpert.network { ... }`, or from a file.
---@class xpert.network
---@overload fun(options: xpert.NetworkOptions): xpert.Network
xpert.network = {}

--- Reads a network file: NeuroSim's 8 columns, XPertSim's 12, or its pairs. An error names file, line and
--- column. Layers take the hardware's crossbar, which no file states.
---@param path string
---@return xpert.Network
function xpert.network.read_csv(path) end

---@class (exact) xpert.BackboneInputOptions
---@field channels? integer channels of the image; from 1 to 65536; default 3
---@field size? integer side of the image, pixels; from 1 to 4096; default 32

--- The choices are those of every convolution.
---@class (exact) xpert.BackboneOptions
---@field channels? integer|xpert.Choice output channels; the network's own without it; from 1 to 65536
---@field kernel? integer|xpert.Choice side of the kernel; from 1 to 31; default 3
---@field column_sharing? integer|xpert.Choice crossbar columns that share one ADC; from 1 to 1024; default 8
---@field adc? "flash"|"sar"|xpert.Choice kind of ADC; default "flash"
--- ADC precision, bits; 'full' tells all sums of a column apart; from 1 to 16; default 6
---@field adc_bits? integer|"full"|xpert.Choice
---@field input_bits? integer|xpert.Choice input precision, bits; from 2 to 16; default 8
--- rows and columns of a crossbar; the hardware's without it; from 8 to 1024
---@field crossbar? integer|xpert.Choice
--- bits per weight, a multiple of cell_bits; the hardware's without it; from 1 to 16
---@field weight_bits? integer|xpert.Choice
---@field cell_bits? integer|xpert.Choice bits per cell; the hardware's without it; from 1 to 16
---@field classes? integer outputs of the classifier; from 1 to 1000000; default 10
---@field input? xpert.BackboneInputOptions the image; 3 channels of 32 x 32 without it

--- The choices are those of every convolution.
---@class (exact) xpert.ResNet20Options
---@field channels? integer|xpert.Choice output channels; the network's own without it; from 1 to 65536
---@field kernel? integer|xpert.Choice side of the kernel; from 1 to 31; default 3
---@field column_sharing? integer|xpert.Choice crossbar columns that share one ADC; from 1 to 1024; default 8
---@field adc? "flash"|"sar"|xpert.Choice kind of ADC; default "flash"
--- ADC precision, bits; 'full' tells all sums of a column apart; from 1 to 16; default 6
---@field adc_bits? integer|"full"|xpert.Choice
---@field input_bits? integer|xpert.Choice input precision, bits; from 2 to 16; default 8
--- rows and columns of a crossbar; the hardware's without it; from 8 to 1024
---@field crossbar? integer|xpert.Choice
--- bits per weight, a multiple of cell_bits; the hardware's without it; from 1 to 16
---@field weight_bits? integer|xpert.Choice
---@field cell_bits? integer|xpert.Choice bits per cell; the hardware's without it; from 1 to 16
---@field classes? integer outputs of the classifier; from 1 to 1000000; default 10
---@field input? xpert.BackboneInputOptions the image; 3 channels of 32 x 32 without it
--- how shortcuts fit where stages meet: option B or option A of the paper; default "projection"
---@field shortcut? "projection"|"zero_padding"

--- The networks of the papers as supernets.
---@class xpert.backbone
xpert.backbone = {}

--- VGG8 for 32 x 32 images, as NeuroSim has it: 6 convolutions, pooling after 2, 4 and 6, a fully connected
--- layer of 1024 outputs, one classifier.
---@param options? xpert.BackboneOptions
---@return xpert.Supernet
function xpert.backbone.vgg8(options) end

--- VGG16 for 32 x 32 images: 13 convolutions, pooling after 2, 4, 7, 10 and 13, one classifier.
---@param options? xpert.BackboneOptions
---@return xpert.Supernet
function xpert.backbone.vgg16(options) end

--- VGG11 for 32 x 32 images: 8 convolutions, pooling after 1, 2, 4, 6 and 8, one classifier.
---@param options? xpert.BackboneOptions
---@return xpert.Supernet
function xpert.backbone.vgg11(options) end

--- ResNet-18 for images of 32 x 32 or 64 x 64: 17 convolutions, 3 projections, global average pooling, one
--- classifier. A stage has one width: layers that add a shortcut without projection have its channels.
---@param options? xpert.BackboneOptions
---@return xpert.Supernet
function xpert.backbone.resnet18(options) end

--- ResNet-20 for 32 x 32 images: 19 convolutions, 2 projections (or shortcuts padded with zeros), global
--- average pooling, one classifier.
---@param options? xpert.ResNet20Options
---@return xpert.Supernet
function xpert.backbone.resnet20(options) end

-- Evaluation.

--- Weights and inputs of a layer: lists of numbers, last index fastest, or paths of .npy files.
---@class (exact) xpert.TensorOptions
---@field weights string|number[] outputs x inputs x kernel rows x kernel columns
--- channels x height x width, without padding; or rows of the weight matrix x windows
---@field inputs string|number[]
--- magnitude of the largest code; the largest weight without it; above 0
---@field weight_scale? number
---@field input_scale? number magnitude of the largest code; the largest input without it; above 0

--- Weights and inputs from a documented generator, or your own.
---@class (exact) xpert.TraceOptions
---@field layers? xpert.TensorOptions[] your own, one per layer; without it the generator
---@field seed? integer seed of the generator; of at least 0; default 1
---@field weights? "uniform"|"bell" distribution of the weights; default "uniform"
--- independent bits, or activations with a zero sign bit; default "activations"
---@field inputs? "bits"|"activations"
---@field density? number share of ones, or of activations that are not zero; from 0 to 1; default 0.5

--- What is expected of the inputs where there are no traces.
---@class (exact) xpert.ActivityOptions
---@field bit_density? number probability of a 1 below the sign bit; from 0 to 1; default 0.5
---@field filled_windows? number share of the windows that hold data; above 0, of at most 1; default 1

---@class (exact) xpert.EvaluateOptions
--- what to evaluate; a supernet, such as a backbone, if it leaves no choice
---@field network xpert.Network|xpert.Supernet
---@field hardware? xpert.Hardware on what; the paper's without it
---@field convention? "consistent"|"whole_network"|"published" how to count; default "consistent"
---@field traces? xpert.TraceOptions evaluate vector by vector, with generated or your own data
---@field activity? xpert.ActivityOptions expectations of the inputs, without traces
--- deviations of the released programs by id: { ["Q-C172"] = false }
---@field quirks? table<string, boolean>

--- Metrics in all their units. `edap` is energy x delay x area in mJ ms mm2.
---@class xpert.ChipMetrics
---@field area_mm2 number
---@field area_um2 number
---@field delay_ns number
---@field delay_us number
---@field delay_ms number
---@field energy_pJ number of one inference, with leakage
---@field energy_nJ number
---@field energy_uJ number
---@field energy_mJ number
---@field leakage_uW number leakage power of all tiles
---@field leakage_mW number
---@field edap number energy x delay x area, mJ ms mm2
---@field tiles number
---@field relu_units number
---@field weights number
---@field macs number multiply-accumulates per image
---@field bit_operations number multiply-accumulates x weight bits x input bits

--- One layer of a report.
---@class xpert.LayerReport
---@field area_mm2 number of the layer's tiles
---@field area_um2 number
---@field delay_ns number
---@field delay_us number
---@field delay_ms number
---@field dynamic_energy_pJ number
---@field dynamic_energy_nJ number
---@field dynamic_energy_uJ number
---@field dynamic_energy_mJ number
---@field leakage_energy_pJ number what idle tiles leak while the layer runs
---@field leakage_energy_nJ number
---@field leakage_energy_uJ number
---@field leakage_energy_mJ number
---@field leakage_uW number leakage power of the layer's own tiles
---@field leakage_mW number
---@field tiles integer
---@field tiles_row integer tiles over the rows of the weight matrix
---@field tiles_column integer tiles over its columns
---@field speed_up integer copies of the weights that work in parallel
---@field utilisation number share of the cells that hold weights or copies
---@field operations number two per multiply-accumulate, counted as the convention does
---@field to_table fun(self: xpert.LayerReport): table its members as a plain table

--- One component of a report.
---@class xpert.ComponentReport
---@field component string "flash ADC"
---@field level string where it is: "crossbar", "processing element", "tile" or "chip"
---@field category string what the papers' breakdowns count it as
---@field area_mm2 number
---@field dynamic_energy_pJ number

--- What a chip costs. `tostring` gives summary, layers and components as tables.
--- In the conventions "whole_network" and "published" the energy is the dynamic one alone, as they report it.
---@class xpert.Report: xpert.ChipMetrics
---@field convention string how it was counted
---@field dynamic_energy_pJ number
---@field dynamic_energy_nJ number
---@field dynamic_energy_uJ number
---@field dynamic_energy_mJ number
---@field leakage_energy_pJ number energy that tiles leak while other layers run
---@field leakage_energy_nJ number
---@field leakage_energy_uJ number
---@field leakage_energy_mJ number
---@field clock_period_ns number of the slowest layer; 0 where hardware is asynchronous
---@field operations number two per multiply-accumulate, counted as the convention does
---@field tops number 1e12 operations per second
---@field tops_per_W number 1e12 operations per joule
---@field tops_per_mm2 number 1e12 operations per second and mm2
---@field frames_per_s number images per second
---@field utilisation number share of the cells that hold weights or copies
---@field layers xpert.LayerReport[] what each layer costs
---@field components xpert.ComponentReport[] area and energy per component, those that have any
---@field write_csv fun(self: xpert.Report, path: string): true?, string? a row per layer and one of the chip
---@field write_json fun(self: xpert.Report, path: string): true?, string? layers, chip and manifest
--- where a number comes from: `report:explain("delay_ns")`; of layer 3; of "flash ADC" or "tile H-tree"
---@field explain fun(self: xpert.Report, quantity: string, part?: integer|string): xpert.Explanation
--- area, delay, dynamic_energy or leakage, with a unit, by circuit and layer
---@field breakdown fun(self: xpert.Report, quantity: string): xpert.Breakdown
---@field to_table fun(self: xpert.Report): table its members as a plain table

--- A number that enters a formula.
---@class xpert.ExplanationInput
---@field name string
---@field value number in the unit
---@field unit? string nil for counts

--- Where a number comes from: a tree. `#e` and `e[i]` are its parts; `tostring` prints it, small parts
--- summed up.
---@class xpert.Explanation
---@field name string what is explained
---@field value number in the unit
---@field unit? string nil for pure numbers
---@field formula string in words
---@field source string section of the specification, and quirks by id
---@field combination string "sum": the parts in their order add up to the value; "formula"; "leaf": no parts
---@field inputs xpert.ExplanationInput[] what enters the formula
--- summands of summands: they add up to the value
---@field leaves fun(self: xpert.Explanation): xpert.Explanation[]
---@field full fun(self: xpert.Explanation): string the tree with all its parts, however small
---@field to_table fun(self: xpert.Explanation): table its members as a plain table
---@field [integer] xpert.Explanation
---@operator len: integer

--- One circuit of a breakdown.
---@class xpert.BreakdownRow
---@field level string where it is: "crossbar", "processing element", "tile" or "chip"
---@field component string
---@field layers number[] share of each layer
---@field shared number of circuits that belong to no layer
---@field total number layers in their order, then what is shared

--- A quantity by circuit and layer. `#b` is the number of circuits, `b[i]` one of them; `tostring` gives a
--- table.
---@class xpert.Breakdown
---@field unit string of all values
---@field total number level after level
---@field layers number[] total of each layer, without shared circuits
---@field to_table fun(self: xpert.Breakdown): table its members as a plain table
---@field [integer] xpert.BreakdownRow
---@operator len: integer

--- Area, delay, energy and leakage of a network on hardware. Numbers of different conventions must not be
--- compared: "consistent" is one heterogeneous chip by the rules of the paper; "whole_network" the original
--- flow with one periphery for all layers; "published" the released program, layer by layer, with its quirks.
---@param options xpert.EvaluateOptions
---@return xpert.Report
function xpert.evaluate(options) end

-- Figures and tables.

--- A curve of a chart.
---@class (exact) xpert.SeriesOptions
---@field name string in the legend
---@field x number[] in order
---@field y number[] as many

---@class (exact) xpert.ChartOptions
---@field title? string above the figure
---@field x string what the horizontal axis shows
---@field x_unit? string its unit
---@field x_log? boolean logarithmic; default false
---@field y string what the vertical axis shows
---@field y_unit? string its unit
---@field y_log? boolean logarithmic; default false
---@field series xpert.SeriesOptions[] the curves, at most six

--- Curves over a common axis.
---@class xpert.Chart
---@field svg string the figure as text
---@field write_svg fun(self: xpert.Chart, path: string): true?, string? writes the figure

---@param options xpert.ChartOptions
---@return xpert.Chart
function xpert.chart(options) end

--- Numbers have four significant digits, words are as they are. A column of numbers is right-aligned.
---@class (exact) xpert.TableOptions
---@field title? string above the table
---@field columns string[] titles
---@field rows (number|string|boolean)[][] lists of numbers and words, one per column
---@field digits? integer significant digits of numbers; from 1 to 17; default 4

--- Aligned columns. `#table` is the number of rows; `tostring` prints it.
---@class xpert.Table
---@operator len: integer

---@param options xpert.TableOptions
---@return xpert.Table
function xpert.table(options) end

--- Two designs side by side. `tostring` gives totals with their ratio, and layer by layer what differs.
---@class xpert.Comparison
---@field ratios table<string, number> the second over the first, of every total, by name with unit
---@field differences string[][] what differs, in words, per layer; an empty list: nothing

--- Two reports of the same convention, or what two searches found: results stand for their best candidates.
---@param first xpert.Report|xpert.Result|xpert.Candidate
---@param second xpert.Report|xpert.Result|xpert.Candidate
---@return xpert.Comparison
function xpert.compare(first, second) end

-- Training.

--- Images shifted and mirrored at random.
---@class (exact) xpert.AugmentOptions
---@field padding? integer how far an image is shifted at most, pixels; from 0 to 64; default 4
---@field flip? boolean every second image mirrored, left to right; default true

---@class (exact) xpert.TrainOptions
--- a network, a supernet that leaves no choice, or a network with weights to go on with
---@field network xpert.Network|xpert.Supernet|xpert.TrainedNetwork
---@field data xpert.ImageSet training images
---@field epochs integer passes over the images; from 1 to 100000
---@field batch? integer images per step; from 2 to 65536; default 128
--- without it sgd with momentum 0.9, weight_decay 0.0005, lr in half a cosine from 0.05 to 0
---@field optimizer? xpert.Optimizer
---@field augment? xpert.AugmentOptions|boolean images shifted and mirrored at random; default true
--- of weights, order and augmentation; of at least 0; default the state's
---@field seed? integer
---@field checkpoint? string file that is written after every epoch
---@field resume? boolean go on from the checkpoint, where there is one; default false
---@field device? "cpu"|"cuda" where to train; default "cpu"
--- of the processor; sums differ in their last digits with another number; from 1 to 256; default as many as
--- processors
---@field threads? integer

--- What a pass over the images said about the network while it was learning.
---@class xpert.Epoch
---@field loss number mean cross entropy
---@field accuracy number share of the images

--- Trains a network with the tensor plug-in, which `scripts/install-torch-plugin` builds: the network and a
--- list of its epochs. Interrupted and taken up again from its checkpoint, it ends with the same bits.
---@param options xpert.TrainOptions
---@return xpert.TrainedNetwork
---@return xpert.Epoch[]
function xpert.train(options) end

-- Scalars.

--- A number that knows its derivative: what losses are made of. `+ - * / ^` and unary minus take numbers on
--- either side. `< <= > >=` compare values and carry no gradient; `==` compares two scalars (`__lt`, `__le`,
--- `__eq`), and is false for a scalar and a number. Valid until the next step begins.
---@class xpert.Scalar
---@field value number the number, without its derivative
---@field grad number derivative of the loss by it, after the step; 0 where the loss does not use it
---@field log fun(self: xpert.Scalar): xpert.Scalar natural logarithm
---@field exp fun(self: xpert.Scalar): xpert.Scalar exponential
---@field sqrt fun(self: xpert.Scalar): xpert.Scalar square root
---@field abs fun(self: xpert.Scalar): xpert.Scalar absolute value
---@field relu fun(self: xpert.Scalar): xpert.Scalar the number, or 0 where it is negative
---@field softplus fun(self: xpert.Scalar): xpert.Scalar log(1 + exp x), a smooth relu
---@field min fun(self: xpert.Scalar, other: xpert.Scalar|number): xpert.Scalar the smaller of two
---@field max fun(self: xpert.Scalar, other: xpert.Scalar|number): xpert.Scalar the larger of two
---@field clamp fun(self: xpert.Scalar, low: number, high: number): xpert.Scalar the nearest within limits
---@operator add(xpert.Scalar|number): xpert.Scalar
---@operator sub(xpert.Scalar|number): xpert.Scalar
---@operator mul(xpert.Scalar|number): xpert.Scalar
---@operator div(xpert.Scalar|number): xpert.Scalar
---@operator pow(xpert.Scalar|number): xpert.Scalar
---@operator unm: xpert.Scalar

--- Natural logarithm. Like the following, of a number or of a scalar.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.log(x) end

--- Exponential.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.exp(x) end

--- Square root.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.sqrt(x) end

--- Absolute value.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.abs(x) end

--- The number, or 0 where it is negative.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.relu(x) end

--- log(1 + exp x), a smooth relu.
---@param x number
---@return number
---@overload fun(x: xpert.Scalar): xpert.Scalar
function xpert.softplus(x) end

--- The smallest of numbers and scalars: a scalar where one of them is.
---@param ... number
---@return number
---@overload fun(...: xpert.Scalar|number): xpert.Scalar
function xpert.min(...) end

--- The largest of numbers and scalars: a scalar where one of them is.
---@param ... number
---@return number
---@overload fun(...: xpert.Scalar|number): xpert.Scalar
function xpert.max(...) end

-- Schedules.

--- A number that changes in the course of a search.
---@class xpert.Schedule
---@field at fun(self: xpert.Schedule, progress: number): number the value at a progress from 0 to 1

--- What may stand where a number may change: a number, a schedule, or a function of progress, which is 0 at
--- the first step and 1 at the last.
---@alias xpert.Scheduled number|xpert.Schedule|(fun(progress: number): number)

---@class (exact) xpert.RampOptions
---@field from number value at the first step
---@field to number value at the last step

---@class (exact) xpert.StepScheduleOptions
---@field from number value of the first stretch
---@field factor? number factor from stretch to stretch; default 0.5
---@field count integer stretches; from 1 to 1000000

---@class (exact) xpert.WarmupOptions
---@field fraction number share of the search that the warm-up takes; from 0 to 0.99
---@field next xpert.Scheduled what follows

--- Numbers that change in the course of a search.
---@class xpert.schedule
xpert.schedule = {}

--- Always the same.
---@param value number
---@return xpert.Schedule
function xpert.schedule.constant(value) end

--- In a straight line.
---@param options xpert.RampOptions
---@return xpert.Schedule
function xpert.schedule.linear(options) end

--- Half a cosine: slow at both ends.
---@param options xpert.RampOptions
---@return xpert.Schedule
function xpert.schedule.cosine(options) end

--- By equal factors in equal times. Both ends have the same sign.
---@param options xpert.RampOptions
---@return xpert.Schedule
function xpert.schedule.exponential(options) end

--- Equal stretches, each by a factor of the one before.
---@param options xpert.StepScheduleOptions
---@return xpert.Schedule
function xpert.schedule.step(options) end

--- From 0 in a straight line, then another schedule, which sees the remaining time as 0 to 1.
---@param options xpert.WarmupOptions
---@return xpert.Schedule
function xpert.schedule.warmup(options) end

-- Optimizers and relaxations.

--- How the architecture follows its gradient.
---@class xpert.Optimizer

---@class (exact) xpert.SgdOptions
---@field lr xpert.Scheduled learning rate; above 0
---@field momentum? number momentum; from 0 to 0.9999; default 0
--- added to the gradient: weight_decay times the parameter; of at least 0; default 0
---@field weight_decay? number

---@class (exact) xpert.AdamOptions
---@field lr xpert.Scheduled learning rate; above 0
---@field beta1? number decay of the first moments; from 0 to 0.9999; default 0.9
---@field beta2? number decay of the second moments; from 0 to 0.999999; default 0.999
---@field epsilon? number added to the root of the second moments; above 0; default 1e-08
--- added to the gradient: weight_decay times the parameter; of at least 0; default 0
---@field weight_decay? number

--- Optimizers of the architecture parameters.
---@class xpert.optim
xpert.optim = {}

--- Stochastic gradient descent: velocity = momentum x velocity + gradient; parameter -= lr x velocity.
---@param options xpert.SgdOptions
---@return xpert.Optimizer
function xpert.optim.sgd(options) end

--- Adam, with bias correction.
---@param options xpert.AdamOptions
---@return xpert.Optimizer
function xpert.optim.adam(options) end

--- How discrete choices get a gradient.
---@class xpert.Relaxation

---@class (exact) xpert.RelaxationOptions
---@field temperature? xpert.Scheduled divides the architecture parameters before softmax; above 0; default 1

---@class (exact) xpert.ExpectationOptions
--- divides the architecture parameters before softmax; above 0; default exponential from 5 to 0.2
---@field temperature? xpert.Scheduled

--- How discrete choices get a gradient.
---@class xpert.relaxation
xpert.relaxation = {}

--- Samples a node per layer with its probability; every node's probability gets that node's own effect.
---@param options? xpert.RelaxationOptions
---@return xpert.Relaxation
function xpert.relaxation.straight_through(options) end

--- The same through a softmax with Gumbel noise, whose largest entry is the sampled node.
---@param options? xpert.RelaxationOptions
---@return xpert.Relaxation
function xpert.relaxation.gumbel(options) end

--- The loss sees expected metrics, exact over adjacent layers' channels. Its gradient has no noise, so the
--- temperature should fall and the weight of constraints rise.
---@param options? xpert.ExpectationOptions
---@return xpert.Relaxation
function xpert.relaxation.expectation(options) end

--- The released program's gate, whose gradient is exactly zero; for study.
---@param options? xpert.RelaxationOptions
---@return xpert.Relaxation
function xpert.relaxation.published(options) end

-- Losses.

--- Differentiable metrics in all their units; which there are depends on the cost model.
---@class xpert.DifferentiableMetrics
---@field area_mm2 xpert.Scalar
---@field area_um2 xpert.Scalar
---@field delay_ns xpert.Scalar
---@field delay_us xpert.Scalar
---@field delay_ms xpert.Scalar
---@field delay_fit xpert.Scalar delay in the unknown unit of the published fits
---@field cross_entropy xpert.Scalar mean over the images, natural logarithm
---@field energy_pJ xpert.Scalar
---@field energy_nJ xpert.Scalar
---@field energy_uJ xpert.Scalar
---@field energy_mJ xpert.Scalar
---@field leakage_uW xpert.Scalar
---@field leakage_mW xpert.Scalar
---@field edap xpert.Scalar energy x delay x area, mJ ms mm2
---@field tiles xpert.Scalar
---@field relu_units xpert.Scalar
---@field weights xpert.Scalar
---@field macs xpert.Scalar multiply-accumulates per image
---@field bit_operations xpert.Scalar multiply-accumulates x weight bits x input bits

--- Differentiable metrics of a candidate, by name with unit: what a loss is computed from. Valid in the step
--- they belong to. With the cost models "published" and "complete" there are `area`, `delay_fit`, `tiles`,
--- `relu_units`, `weights` and `macs`; otherwise all but `delay_fit`. Only Phase 2 has `cross_entropy`.
--- Several networks have their metrics in `networks`, `worst` and `total` only.
---@class xpert.Metrics: xpert.DifferentiableMetrics
---@field layers xpert.MetricsByLayer of single layers: `m.layers[3].delay_us`
---@field corners xpert.MetricsByName in each corner: `m.corners.hot.delay_us`
---@field networks xpert.MetricsByName of each network: `m.networks.cifar.delay_us`
---@field worst xpert.ScopedMetrics the largest over all corners, the nominal hardware included, or networks
---@field total xpert.ScopedMetrics the sum over all networks; `edap` is the product of the sums

--- Metrics of corners or networks, by the names that the script gave them.
---@class xpert.MetricsByName
---@field [string] xpert.ScopedMetrics

--- Differentiable metrics of a corner or of a network, or made of all of them. `worst` has those that are the
--- worse the more there is of them: neither ReLU units nor weights, macs or bit operations.
---@class xpert.ScopedMetrics: xpert.DifferentiableMetrics
---@field corners xpert.MetricsByName of a network: its metrics in each corner
---@field worst xpert.ScopedMetrics of a network: the largest over its corners
---@field layers xpert.MetricsByLayer of a network: metrics of its layers

--- `m.layers`: `#m.layers` is the number of the supernet's layers. A projection counts with the layer that
--- adds it, the classifier with the last layer.
---@class xpert.MetricsByLayer
---@field [integer] xpert.LayerMetrics
---@operator len: integer

--- Differentiable metrics of a layer, by name with unit. Delays, energies, leakages and counts of all
--- layers add up to the chip's; areas leave the shared circuits out. With the cost models "published" and
--- "complete" as in `xpert.Metrics`.
---@class xpert.LayerMetrics
---@field area_mm2 xpert.Scalar of its tiles
---@field area_um2 xpert.Scalar
---@field delay_ns xpert.Scalar
---@field delay_us xpert.Scalar
---@field delay_ms xpert.Scalar
---@field delay_fit xpert.Scalar delay in the unknown unit of the published fits
---@field energy_pJ xpert.Scalar with what the tiles of other layers leak meanwhile
---@field energy_nJ xpert.Scalar
---@field energy_uJ xpert.Scalar
---@field energy_mJ xpert.Scalar
---@field leakage_uW xpert.Scalar of its tiles
---@field leakage_mW xpert.Scalar
---@field tiles xpert.Scalar
---@field relu_units xpert.Scalar
---@field weights xpert.Scalar
---@field macs xpert.Scalar multiply-accumulates per image
---@field bit_operations xpert.Scalar multiply-accumulates x weight bits x input bits

--- The present values of a search's weights, by the names that the script gave them.
---@class xpert.Weights
---@field to_table fun(self: xpert.Weights): table its members as a plain table
---@field [string] number

--- A ready-made loss. May stand for a loss, or in one: `return term(m, w) + 0.1 * m.energy_uJ`, or
--- `term(m.worst, w)`.
---@class xpert.LossTerm
---@overload fun(m: xpert.Metrics|xpert.ScopedMetrics, w?: xpert.Weights): xpert.Scalar

--- One bound, in one unit.
---@class (exact) xpert.BoundOptions
---@field area_mm2? number the bound on this quantity; above 0, of at most 10000
---@field area_um2? number the bound on this quantity; above 0, of at most 1e+10
---@field delay_ns? number the bound on this quantity; above 0, of at most 1e+11
---@field delay_us? number the bound on this quantity; above 0, of at most 1e+08
---@field delay_ms? number the bound on this quantity; above 0, of at most 100000
---@field energy_pJ? number the bound on this quantity; above 0, of at most 1e+14
---@field energy_nJ? number the bound on this quantity; above 0, of at most 1e+11
---@field energy_uJ? number the bound on this quantity; above 0, of at most 1e+08
---@field energy_mJ? number the bound on this quantity; above 0, of at most 100000
---@field leakage_uW? number the bound on this quantity; above 0, of at most 1e+09
---@field leakage_mW? number the bound on this quantity; above 0, of at most 1000000
---@field relative? boolean in units of the bound; otherwise in the unit written; default true

--- One bound, in one unit.
---@class (exact) xpert.BarrierOptions
---@field area_mm2? number the bound on this quantity; above 0, of at most 10000
---@field area_um2? number the bound on this quantity; above 0, of at most 1e+10
---@field delay_ns? number the bound on this quantity; above 0, of at most 1e+11
---@field delay_us? number the bound on this quantity; above 0, of at most 1e+08
---@field delay_ms? number the bound on this quantity; above 0, of at most 100000
---@field energy_pJ? number the bound on this quantity; above 0, of at most 1e+14
---@field energy_nJ? number the bound on this quantity; above 0, of at most 1e+11
---@field energy_uJ? number the bound on this quantity; above 0, of at most 1e+08
---@field energy_mJ? number the bound on this quantity; above 0, of at most 100000
---@field leakage_uW? number the bound on this quantity; above 0, of at most 1e+09
---@field leakage_mW? number the bound on this quantity; above 0, of at most 1000000
---@field sharpness? xpert.Scheduled the larger, the closer to the limit the wall stands; above 0; default 1

--- Ready-made losses, a formula each. x is the metric.
---@class xpert.loss
xpert.loss = {}

--- (x / target - 1)^2; with `relative = false` (x - target)^2.
---@param options xpert.BoundOptions
---@return xpert.LossTerm
function xpert.loss.target(options) end

--- max(0, x / limit - 1); with `relative = false` max(0, x - limit).
---@param options xpert.BoundOptions
---@return xpert.LossTerm
function xpert.loss.hinge(options) end

--- -log(1 - x / limit) / sharpness; beyond 99 % of the limit its tangent and a parabola, a way back from
--- outside.
---@param options xpert.BarrierOptions
---@return xpert.LossTerm
function xpert.loss.barrier(options) end

---@class (exact) xpert.AugmentedLagrangianOptions
---@field area_mm2? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 10000
---@field area_um2? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+10
---@field delay_ns? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+11
---@field delay_us? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+08
---@field delay_ms? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 100000
---@field energy_pJ? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+14
---@field energy_nJ? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+11
---@field energy_uJ? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+08
---@field energy_mJ? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 100000
---@field leakage_uW? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0, of at most 1e+09
--- at most this, or { min = ..., max = ... }; above 0, of at most 1000000
---@field leakage_mW? number|xpert.Bounds
---@field tiles? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0
---@field relu_units? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0
---@field macs? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0
---@field bit_operations? number|xpert.Bounds at most this, or { min = ..., max = ... }; above 0
---@field penalty? number r; above 0; default 10
---@field rate? number how fast the multiplier l follows the mean violation; of at least 0; default 1
---@field interval? integer steps between two values of the multiplier; of at least 1; default 10

--- Bounds on metrics whose weights find themselves: (max(0, l + r c)^2 - l^2) / (2 r) with the relative
--- violation c and the multiplier l.
---@param options xpert.AugmentedLagrangianOptions
---@return xpert.LossTerm
function xpert.loss.augmented_lagrangian(options) end

--- The sum of its entries: `xpert.loss.sum { a, b }`.
---@param terms xpert.LossTerm[]
---@return xpert.LossTerm
function xpert.loss.sum(terms) end

-- Searches.

--- `loss` is called once per step; `polish` and the relaxation `expectation` may call it more often, without
--- another candidate. `minimize` ranks what `accept` lets pass.
---@class (exact) xpert.GradientSearchOptions
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- a scalar made of the metrics m and the weights w, or a ready-made loss
---@field loss (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
--- without it adam { lr = 0.02, beta2 = 0.9 }; for expectation sgd { lr = 1.3, momentum = 0.9 }
---@field optimizer? xpert.Optimizer
---@field relaxation? xpert.Relaxation straight_through without it
--- standard deviation of the initial architecture parameters; of at least 0; default 0.01
---@field spread? number
--- searches that the steps are divided into, each from other parameters; from 1 to 100000; default 1
---@field starts? integer
---@field patience? integer steps without a better candidate after which the search ends; of at least 1
--- share of the steps, at the end, that try neighbours of the best candidate; from 0 to 1; default 0
---@field polish? number
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0

---@class (exact) xpert.RandomSearchOptions
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- ranks the candidates where minimize does not
---@field loss? (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0

---@class (exact) xpert.HillClimbOptions
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- leads to candidates that are accepted, and ranks them where minimize does not
---@field loss? (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0
---@field patience? integer neighbours tried in vain before a new start; of at least 1; default 400

---@class (exact) xpert.AnnealOptions
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- leads to candidates that are accepted, and ranks them where minimize does not
---@field loss? (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0
--- temperature at the first step, in mean differences between neighbours; above 0; default 0.3
---@field initial? number
---@field final? number temperature at the last step; above 0; default 0.0003

---@class (exact) xpert.EvolutionOptions
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- leads to candidates that are accepted, and ranks them where minimize does not
---@field loss? (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0
---@field population? integer candidates alive; from 1 to 100000; default 50
---@field sample? integer candidates that compete to be the parent; from 1 to 100000; default 10

---@class (exact) xpert.Nsga2Options
---@field supernet? xpert.Supernet the space
--- instead of it several, by name: a candidate has one network of each
---@field networks? table<string, xpert.Supernet>
--- other hardware that every candidate is evaluated on, too, by name
---@field corners? table<string, xpert.Hardware>
--- leads to candidates that are accepted, and ranks them where minimize does not
---@field loss? (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field weights? table<string, xpert.Scheduled> numbers, schedules or functions of progress, by name
---@field accept? (fun(step: xpert.Step): boolean?) whether to keep the step's candidate; all without it
--- metric that ranks the candidates kept, with its unit: "delay_us"; the loss without it
---@field minimize? string
---@field steps? integer steps; from 1 to 1e+08; default 2000
---@field seed? integer seed; that of the command line without it; of at least 0
---@field objectives string[] metrics with their units
---@field population? integer candidates that survive; from 2 to 10000; default 40
---@field crossover? number probability that a child has two parents; from 0 to 1; default 0.9

--- One of them, or both.
---@class (exact) xpert.Bounds
---@field min? number
---@field max? number

---@class (exact) xpert.ExactSearchOptions
---@field supernet xpert.Supernet the space
---@field hardware? xpert.Hardware the hardware; the paper's without it
--- the circuit simulator, or the published fits; default "simulator"
---@field cost_model? "simulator"|"published"|"complete"
---@field activity? xpert.ActivityOptions what is expected of the inputs
--- nodes that the simulator cannot build: refuse the space, or leave them out; default "error"
---@field impossible? "error"|"drop"
---@field minimize string metric to minimise, with its unit: "delay_us"
---@field area_mm2? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field area_um2? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_ns? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_us? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_ms? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_pJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_nJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_uJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_mJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field leakage_uW? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field leakage_mW? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_fit? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field edap? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field tiles? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field relu_units? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field weights? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field macs? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field bit_operations? number|xpert.Bounds at most this, or { min = ..., max = ... }
--- prefixes of candidates followed before a gap is left open; of at least 1; default 4000000
---@field effort? integer

--- The metrics of a candidate in all their units; which there are depends on the cost model.
---@class xpert.CandidateMetrics: xpert.ChipMetrics
---@field delay_fit number delay in the unknown unit of the published fits
---@field cross_entropy number mean over the images, natural logarithm

--- Metrics of corners or networks of a candidate, by the names that the script gave them.
---@class xpert.NumbersByName
---@field to_table fun(self: xpert.NumbersByName): table its members as a plain table
---@field [string] xpert.ScopedNumbers

--- Metrics of a candidate in a corner or of one of its networks, or made of all of them, as in
--- `xpert.ScopedMetrics`.
---@class xpert.ScopedNumbers: xpert.CandidateMetrics
---@field network xpert.Network of a network: the candidate's
---@field corners xpert.NumbersByName of a network: its metrics in each corner
---@field worst xpert.ScopedNumbers of a network: the largest over its corners
---@field to_table fun(self: xpert.ScopedNumbers): table its members as a plain table

--- One step of a search: numbers, and its candidate.
---@class xpert.Step: xpert.CandidateMetrics
---@field index integer counted from 1
---@field progress number 0 at the first step, 1 at the last
---@field loss number value of the loss; nan without one
---@field accepted boolean what accept said; true without one
---@field network xpert.Network the step's candidate, where it is one network
---@field corners xpert.NumbersByName metrics in each corner: `corners.hot.delay_us`
---@field networks xpert.NumbersByName each network and its metrics: `networks.cifar.network`
---@field worst xpert.ScopedNumbers the largest over all corners, the nominal hardware included, or networks
---@field total xpert.ScopedNumbers the sum over all networks; `edap` is the product of the sums
--- values of the loss's weights in this step, by name (how many weights the network has: `network.weights`)
---@field weights xpert.Weights
---@field to_table fun(self: xpert.Step): table its members as a plain table

--- A search. `for step in search:steps() do ... end` takes its steps one by one; the loop may be left and
--- taken up again. No step may be taken inside a step.
---@class xpert.Search
---@field step_count integer steps in all
---@field steps_taken integer steps so far
---@field steps fun(self: xpert.Search): (fun(): xpert.Step?) iterates over the remaining steps
---@field run fun(self: xpert.Search): xpert.Result takes the remaining steps
---@field result fun(self: xpert.Search): xpert.Result what the steps so far have found
---@field audit fun(self: xpert.Search): xpert.Audit diagnosis of the gradient; of gradient searches only
--- takes the remaining steps; how good the search was, beside baselines of equal budget and the exact optimum
---@field report fun(self: xpert.Search, options?: xpert.SearchReportOptions): xpert.SearchReport

--- What a search is compared with.
---@class (exact) xpert.SearchReportOptions
--- run with the search's arguments and number of steps; { "random" } without it
---@field baselines? ("random"|"hill_climb"|"anneal"|"evolution")[]
--- bounds of the exact optimum of minimize, { area_mm2 = { max = 50 } }, or an exact search
---@field exact? xpert.ExactReportOptions|xpert.ExactSearch

--- The bounds under which the exact optimum is sought: those of accept, as numbers.
---@class (exact) xpert.ExactReportOptions
---@field area_mm2? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field area_um2? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_ns? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_us? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_ms? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_pJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_nJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_uJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field energy_mJ? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field leakage_uW? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field leakage_mW? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field delay_fit? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field edap? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field tiles? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field relu_units? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field weights? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field macs? number|xpert.Bounds at most this, or { min = ..., max = ... }
---@field bit_operations? number|xpert.Bounds at most this, or { min = ..., max = ... }
--- prefixes of candidates followed before a gap is left open; of at least 1; default 4000000
---@field effort? integer

--- A search beside baselines of equal budget and the exact optimum. `tostring` gives a table.
---@class xpert.SearchReport
---@field metric string what candidates are compared by: what minimize says, or "loss"
---@field best? xpert.Candidate the search's best candidate; nil where none was accepted
---@field random? xpert.Result result of the random search; nil where the report was to do without
--- result of every method, the search's own among them, by the method's name
---@field results table<string, xpert.Result>
---@field exact? xpert.ExactResult result of the exact search; nil where the report was to do without
---@field gap? number how far best is above the exact lower bound: (value - bound) / bound; nil without one
---@field gaps table<string, number> the same for every method that found a candidate, by the method's name
---@field feasible_share number share of the search's steps whose candidate was accepted
---@field distinct_candidates integer different candidates that the search evaluated
---@field audit? xpert.Audit of a gradient search: does the gradient reach the architecture; else nil
---@field write_csv fun(self: xpert.SearchReport, path: string): true?, string? a row per method
--- a row per method, and the manifest
---@field write_json fun(self: xpert.SearchReport, path: string): true?, string?
---@field to_table fun(self: xpert.SearchReport): table its members as a plain table


--- Does the gradient reach the architecture, and the search candidates that are accepted?
---@class xpert.Audit
---@field steps integer steps looked at
--- those of them that tried neighbours of the best candidate, and had no gradient
---@field polishing_steps integer
---@field gradient_norm number mean norm of the gradient of the architecture parameters
---@field zero_gradient_steps integer steps whose gradient was exactly zero
---@field depends_on_metrics boolean whether the gradient was ever different from zero
---@field shares table<string, number> share of each metric in the gradient, by name
---@field accepted_share number share of the steps whose candidate was accepted
---@field distinct_candidates integer different candidates evaluated
---@field verdict string the diagnosis in words

--- A candidate that was kept.
---@class xpert.Candidate: xpert.CandidateMetrics
---@field network xpert.Network its network, where it is one
---@field corners xpert.NumbersByName metrics in each corner: `corners.hot.delay_us`
---@field networks xpert.NumbersByName each network and its metrics: `networks.cifar.network`
---@field worst xpert.ScopedNumbers the largest over all corners, the nominal hardware included, or networks
---@field total xpert.ScopedNumbers the sum over all networks; `edap` is the product of the sums
---@field loss number its loss in the step that found it; nan without one
---@field step integer the step that found it
---@field nodes integer[] node of every layer, counted from 1
---@field to_table fun(self: xpert.Candidate): table its members as a plain table

--- What a search found. `tostring` gives a summary, the ten best candidates and the best network.
---@class xpert.Result
---@field best? xpert.Candidate the best candidate; nil where none was accepted
---@field candidates xpert.Candidate[] distinct accepted candidates, best first
---@field distinct_candidates integer different candidates evaluated
---@field steps integer steps taken
---@field accepted_steps integer steps whose candidate was accepted
---@field feasible_share number share of the steps whose candidate was accepted
---@field seed integer seed of the search
---@field left_out string[] lines about nodes that cannot be built; empty where there are none
---@field history number[] loss of every step
---@field manifest table<string, string> what made the result: script, seed, versions, convention, hardware
--- the kept candidates of which none is better in one metric and not worse in another; all are to be small
---@field pareto fun(self: xpert.Result, options: { metrics: string[] }): xpert.Front
---@field write_csv fun(self: xpert.Result, path: string): true?, string? a row per candidate
---@field write_json fun(self: xpert.Result, path: string): true?, string? candidates and manifest
---@field plot fun(self: xpert.Result, path: string): true?, string? the candidates as an SVG figure
---@field report fun(self: xpert.Result, path: string): true?, string? everything as one HTML page
---@field to_table fun(self: xpert.Result): table its members as a plain table

--- Searches. Same script and same seed give the same bits.
---@class xpert.search
xpert.search = {}

--- Architecture parameters follow the gradient of a loss.
---@param options xpert.GradientSearchOptions
---@return xpert.Search
function xpert.search.gradient(options) end

--- Every step evaluates a random candidate: the baseline at equal budget. Needs `loss` or `minimize`.
---@param options xpert.RandomSearchOptions
---@return xpert.Search
function xpert.search.random(options) end

-- Inference.

--- Images with labels, 8 bits per pixel and channel. `#images` is their number.
---@class xpert.ImageSet
---@field name string what it is
---@field classes integer how many classes there are
---@field channels integer channels of an image
---@field height integer rows of an image, pixels
---@field width integer columns of an image, pixels
---@field labels integer[] the class of every image, from 1
---@field first fun(self: xpert.ImageSet, n: integer): xpert.ImageSet the first n images, or all
--- in a random order, which the seed decides
---@field shuffled fun(self: xpert.ImageSet, seed: integer): xpert.ImageSet
--- with another mean (0 to 1) and deviation per channel, of pixels from 0 to 1; without it those of ImageNet
---@field normalised fun(self: xpert.ImageSet, mean: number[], deviation: number[]): xpert.ImageSet
---@operator len: integer

--- Images with labels.
---@class xpert.data
xpert.data = {}

--- CIFAR-10 in its binary form. Of a file: its images. Of a folder: training images (data_batch_1.bin to
--- data_batch_5.bin or train_batch.bin) and test images (test_batch.bin); nil for what is not there. A file
--- that is cut off or something else, and some of the five batches without the others, are errors.
---@param path string
---@return xpert.ImageSet?
---@return xpert.ImageSet?
function xpert.data.cifar10(path) end

--- Images from folders of JPEG files of one size: `train/CLASS/*.jpg` and `test/CLASS/*.jpg`, or classes
--- alone, which are given as training images. Classes are numbered by name. A file that is no JPEG,
--- damaged, cut off or of another size is an error that names it.
---@param path string
---@param per_class? integer images of every class, the first by name; all without it
---@return xpert.ImageSet?
---@return xpert.ImageSet?
function xpert.data.jpeg(path, per_class) end

--- Tiny ImageNet as it is distributed (wnids.txt, train, val): training images, and those of `val` as test
--- images.
---@param path string
---@param per_class? integer images of every class, the first by name; all without it
---@return xpert.ImageSet?
---@return xpert.ImageSet?
function xpert.data.tiny_imagenet(path, per_class) end

--- Images from a documented generator.
---@class (exact) xpert.SyntheticOptions
---@field images? integer how many; from 1 to 1000000; default 1000
---@field classes? integer how many classes, which take turns; from 1 to 1000; default 10
---@field channels? integer channels of an image; from 1 to 64; default 3
---@field size? integer side of an image, pixels; from 4 to 512; default 32
---@field noise? number noise of a pixel, peak to peak, in units of white; from 0 to 10; default 0.5
---@field seed? integer seed of the generator; of at least 0; default 1

--- Images from a generator: every class has a smooth pattern, every image shows it, shifted, under noise.
---@param options? xpert.SyntheticOptions
---@return xpert.ImageSet
function xpert.data.synthetic(options) end

---@class (exact) xpert.HammingOptions
--- what to score; supernets, such as backbones, if they leave no choice
---@field networks (xpert.Network|xpert.Supernet)[]|xpert.Network|xpert.Supernet
---@field data? xpert.ImageSet images; normally distributed pixels without it
---@field batch? integer how many images; from 1 to 4096; default 128
---@field seed? integer of weights and images; of at least 0; default the state's
---@field threads? integer changes the time, never the result; from 1 to 256; default as many as processors

--- The score of one network.
---@class xpert.HammingScore
---@field score number log |det K|, natural; -math.huge where K is singular
---@field relu_units integer ReLU units of the network
---@field images integer how many there were
---@field network string the network's name

--- What untrained networks promise.
---@class xpert.score
xpert.score = {}

--- The Hamming-distance score (Mellor et al., ICML 2021): how well the binary ReLU codes of an untrained
--- network tell the images of a batch apart. One entry per network, in their order. Only scores of the same
--- batch compare.
---@param options xpert.HammingOptions
---@return xpert.HammingScore[]
function xpert.score.hamming(options) end

--- A network with its weights.
---@class xpert.TrainedNetwork
---@field name string its name
---@field weights integer weights of convolutions and fully connected layers
---@field layers string[] names of the layers that have weights, in order
--- writes weights and statistics as safetensors
---@field write fun(self: xpert.TrainedNetwork, path: string): true?, string?

--- Networks with their weights, from files.
---@class xpert.trained
xpert.trained = {}

--- A network, or a supernet that leaves no choice, with the weights that `trained:write` has written. A file
--- that lacks a tensor, or has one that belongs to no layer, is an error.
---@param network xpert.Network|xpert.Supernet
---@param path string
---@return xpert.TrainedNetwork
function xpert.trained.read(network, path) end

--- A residual network of basic blocks (ResNet-20, -18, ...) from a safetensors file whose tensors have the
--- usual names: conv1, bn1, layerL.B.conv1 ... layerL.B.bn2, shortcut or downsample, linear or fc.
---@param path string
---@param size? integer side of the images, pixels; 32 without it
---@return xpert.TrainedNetwork
function xpert.trained.resnet(path, size) end

--- Errors of conductances.
---@class (exact) xpert.NoiseOptions
--- relative standard deviation, drawn once per cell and chip; from 0 to 10; default 0
---@field sigma? number
---@field mu? number relative mean error; from -1 to 10; default 0
---@field stuck_on? number share of the cells that are always on; from 0 to 1; default 0
---@field stuck_off? number share of the cells that are always off; from 0 to 1; default 0

--- Drift of conductances between programming and reading.
---@class (exact) xpert.RetentionOptions
--- time since programming over the time of the first reading; of at least 1
---@field time number
---@field drift number exponent of the power law; from 0 to 10
--- where conductances drift to, from off (0) to on (1); at random without it; from 0 to 1
---@field towards? number

--- Batch normalisation follows what it sees on the chip.
---@class (exact) xpert.AdaptationOptions
---@field data xpert.ImageSet training images
---@field images? integer how many of them, the first; of at least 1; default all
---@field batch? integer images per update; from 2 to 4096; default 100
---@field momentum? number weight of a batch in the running mean; above 0, of at most 1; default 0.1
---@field variance? boolean running variances follow, too; default true

---@class (exact) xpert.AccuracyOptions
---@field network xpert.TrainedNetwork a network with weights
---@field data xpert.ImageSet images to classify
--- in single precision, without crossbars and what describes them; default false
---@field ideal? boolean
--- crossbars, or what the published program computes; default "physical"
---@field model? "physical"|"published_crossbar"|"published_quantised"|"published_float"
---@field hardware? xpert.Hardware cells, weights and crossbar; the paper's without it
--- ADC precision, bits, of all layers or of each; from 1 to 16; default 6
---@field adc_bits? integer|"ideal"|integer[]
--- input precision, bits, of all layers or of each; from 1 to 16; default 8
---@field input_bits? integer|integer[]
--- what the converters' highest code stands for; default "calibrated"
---@field adc_range? "full_scale"|"calibrated"
--- what signed weights are read against; default "dummy_column"
---@field reference? "dummy_column"|"digital_offset"|"differential"
---@field noise? xpert.NoiseOptions errors of conductances
---@field retention? xpert.RetentionOptions drift of conductances
--- images that fix the ranges of inputs and ADCs; default the first 32 of data
---@field calibration? xpert.ImageSet
---@field batchnorm_adaptation? xpert.AdaptationOptions adapt batch normalisation to every chip
---@field trials? integer how many chips; from 1 to 10000; default 1
---@field seed? integer of conductance errors; of at least 0; default the state's
---@field threads? integer changes the time, never the result; from 1 to 256; default as many as processors

--- Images classified as labelled.
---@class xpert.Accuracy
---@field mean number share of the images, mean over chips
---@field deviation number standard deviation over chips
---@field low number lower end of the 95 % confidence interval
---@field high number upper end of the 95 % confidence interval
---@field images integer how many there were
---@field correct integer[] images classified as labelled, per chip

--- Accuracy of a trained network on crossbars: `trials` chips are programmed, each with errors of its own,
--- and each classifies all images.
---@param options xpert.AccuracyOptions
---@return xpert.Accuracy
function xpert.accuracy(options) end

---@alias xpert.FrontOptions { x: string, y: string?, points: integer? }

--- The search for a proven optimum.
---@class xpert.ExactSearch
---@field run fun(self: xpert.ExactSearch): xpert.ExactResult the optimum and its certificate
--- the exact front of two metrics: `pareto { x = "area_mm2" }`; y is what the search minimises without it.
--- For metrics of the chip, which are no sums over layers, `points` says how many bounds on x get a
--- bracket of y
---@field pareto fun(self: xpert.ExactSearch, options: xpert.FrontOptions): xpert.Front|xpert.CertifiedFront

--- An optimum, and how far it is proven. `tostring` gives the certificate and the network.
---@class xpert.ExactResult
---@field best? xpert.Candidate the best candidate; nil where none keeps the bounds
---@field metric string what was minimised
---@field achieved? number the best candidate's value
---@field lower_bound number no candidate is below
---@field gap? number (achieved - lower bound) / lower bound
---@field is_optimal boolean whether achieved is the optimum
---@field is_infeasible boolean whether it is proven that nothing keeps the bounds
---@field left_out string[] lines about nodes that cannot be built; empty where there are none
---@field certificate string the bracket and what it rests on, as a table
---@field to_table fun(self: xpert.ExactResult): table its members as a plain table

--- The least y for several bounds on x, each with a lower bound. `tostring` gives a table.
---@class xpert.CertifiedFront
---@field points xpert.ExactResult[] results, by ascending bound on x: best, achieved, lower_bound, gap
---@field limits number[] the points' bounds on x
---@field write_csv fun(self: xpert.CertifiedFront, path: string): true?, string? a row per point
---@operator len: integer

--- Candidates of which none is better in one metric and not worse in another.
---@class xpert.Front
---@field points xpert.Candidate[] candidates, by the first metric
---@field write_csv fun(self: xpert.Front, path: string): true?, string? a row per point
---@field plot fun(self: xpert.Front, path: string): true?, string? the front as an SVG figure
---@operator len: integer

--- Goes to a neighbour that is not worse; begins anew when stuck. Needs `loss` or `minimize`.
---@param options xpert.HillClimbOptions
---@return xpert.Search
function xpert.search.hill_climb(options) end

--- Simulated annealing: goes to a worse neighbour with a probability that falls with the temperature.
---@param options xpert.AnnealOptions
---@return xpert.Search
function xpert.search.anneal(options) end

--- Regularised evolution: the best of a sample has a mutated child, the oldest dies.
---@param options xpert.EvolutionOptions
---@return xpert.Search
function xpert.search.evolution(options) end

--- NSGA-II: a front of several metrics that are all to be small.
---@param options xpert.Nsga2Options
---@return xpert.Search
function xpert.search.nsga2(options) end

--- The optimum of the space under bounds, with a certificate.
---@param options xpert.ExactSearchOptions
---@return xpert.ExactSearch
function xpert.search.exact(options) end

--- What every layer chooses.
---@class (exact) xpert.PrecisionChoiceOptions
--- input precisions, bits; from 2 to 16; default 3 to 8
---@field input_bits? integer[]|integer|xpert.Choice
--- ADC precisions, bits; from 1 to 16; default 5 and 6
---@field adc_bits? integer[]|integer|xpert.Choice

--- Precision of every layer's inputs and ADCs, for a trained network whose weights stay as they are: Phase
--- 2 of XPert.
---@class (exact) xpert.PrecisionSearchOptions
---@field network xpert.TrainedNetwork a network with weights, which stay as they are
---@field data xpert.ImageSet images on which every candidate is judged
--- a scalar made of the metrics m, among them m.cross_entropy, and the weights w
---@field loss (fun(m: xpert.Metrics, w: xpert.Weights, step: integer): xpert.Scalar)|xpert.LossTerm
--- numbers, schedules or functions of progress, by name
---@field weights? table<string, xpert.Scheduled>
---@field choices? xpert.PrecisionChoiceOptions what every layer chooses
--- where the gradient of cross entropy comes from; default "two_path"
---@field estimator? "two_path"|"sensitivity"|"score_function"
---@field optimizer? xpert.Optimizer adam { lr = 0.1 } without it
---@field steps? integer steps; from 1 to 1000000; default 20
--- seed of search and chip; that of the command line without it; of at least 0
---@field seed? integer
---@field hardware? xpert.Hardware the hardware; the paper's without it
---@field column_sharing? integer crossbar columns that share one ADC; from 1 to 1024; default 8
---@field adc? "flash"|"sar" kind of ADC; default "flash"
--- a network as Phase 1 finds it, whose layers' column sharing and ADCs are taken instead
---@field periphery? xpert.Network
---@field activity? xpert.ActivityOptions what the circuit simulator expects of the inputs
--- what the converters' highest code stands for; default "calibrated"
---@field adc_range? "full_scale"|"calibrated"
--- what signed weights are read against; default "dummy_column"
---@field reference? "dummy_column"|"digital_offset"|"differential"
---@field noise? xpert.NoiseOptions errors of conductances
---@field retention? xpert.RetentionOptions drift of conductances
--- images that fix the ranges of inputs and ADCs; default the first 32 of data
---@field calibration? xpert.ImageSet
---@field batchnorm_adaptation? xpert.AdaptationOptions adapt batch normalisation to every candidate
---@field threads? integer changes the time, never the result; from 1 to 256; default as many as processors

--- Precisions that were evaluated on images.
---@class xpert.PrecisionCandidate: xpert.CandidateMetrics
---@field input_bits integer[] of every layer
---@field adc_bits integer[] of every layer
---@field accuracy number share of the images classified as labelled
---@field correct integer images classified as labelled
---@field loss number its loss in the step that found it
---@field step integer the step that found it; 0: search:evaluate
---@field network xpert.Network its layers with their precisions
---@field to_table fun(self: xpert.PrecisionCandidate): table its members as a plain table

--- One step of Phase 2.
---@class xpert.PrecisionStep: xpert.CandidateMetrics
---@field index integer counted from 1
---@field progress number 0 at the first step, 1 at the last
---@field loss number loss of the step's candidate
---@field relaxed_loss number the loss that the step's gradient belongs to
---@field accuracy number share of the images that the candidate classifies as labelled
---@field candidate xpert.PrecisionCandidate the step's candidate
--- values of the loss's weights in this step, by name (how many weights the network has: `network.weights`)
---@field weights table<string, number>
---@field to_table fun(self: xpert.PrecisionStep): table its members as a plain table

--- What Phase 2 has evaluated. `tostring` gives the best candidate and the front.
---@class xpert.PrecisionResult
---@field best? xpert.PrecisionCandidate the candidate with the smallest loss; nil before the first step
---@field candidates xpert.PrecisionCandidate[] everything evaluated, smallest loss first
---@field front xpert.PrecisionCandidate[] candidates that none beats in accuracy and EDAP, by EDAP
---@field steps integer steps taken
---@field images integer images that every candidate was judged on
---@field seed integer seed of the search
---@field history number[] loss of every step's candidate
---@field manifest table<string, string> what made the result: script, seed, versions, convention, hardware
---@field write_csv fun(self: xpert.PrecisionResult, path: string): true?, string? a row per candidate
---@field write_json fun(self: xpert.PrecisionResult, path: string): true?, string? candidates and manifest
---@field to_table fun(self: xpert.PrecisionResult): table its members as a plain table

--- Precisions of all layers, bits: one number, or one per layer.
---@class xpert.Precisions
---@field input_bits integer|integer[]
---@field adc_bits integer|integer[]

--- Phase 2, step by step or to its end. Every step evaluates one candidate on all images, and calls the
--- loss for the relaxed metrics and for the candidate's own.
---@class xpert.PrecisionSearch
---@field steps_taken integer steps so far
---@field step_count integer steps in all
---@field layers string[] names of the layers that choose, in order
--- iterates over the remaining steps
---@field steps fun(self: xpert.PrecisionSearch): (fun(): xpert.PrecisionStep?)
---@field run fun(self: xpert.PrecisionSearch): xpert.PrecisionResult takes the remaining steps
---@field result fun(self: xpert.PrecisionSearch): xpert.PrecisionResult what the steps so far have evaluated
---@field audit fun(self: xpert.PrecisionSearch): xpert.Audit diagnosis of the gradient
--- evaluates and keeps a given candidate: `evaluate { input_bits = 8, adc_bits = { 6, 5, ... } }`
---@field evaluate fun(self: xpert.PrecisionSearch, bits: xpert.Precisions): xpert.PrecisionCandidate

--- Precision of every layer's inputs and ADCs, for a trained network whose weights stay as they are: Phase
--- 2. Estimators: "two_path" runs two nodes per layer, mixes them by gates, and differentiates cross
--- entropy with respect to the gates; "sensitivity" tabulates what each layer changes by itself and assigns
--- exactly; "score_function" follows sampled losses, as a baseline.
---@param options xpert.PrecisionSearchOptions
---@return xpert.PrecisionSearch
function xpert.search.precision(options) end

return xpert
