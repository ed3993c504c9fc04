// What the tensor plug-in offers, as plain C: the plug-in (Torch/xpert_torch.cpp) is compiled against
// whatever libtorch there is and opened at run time. No exception crosses this border: functions return 0, or
// 1 with the reason in last_error().
#ifndef XPERT_TORCH_H
#define XPERT_TORCH_H

#include <stdint.h>

// Changes with every change in this file.
#define XPERT_TORCH_ABI 1

typedef enum {
  XT_CONVOLUTION = 0,
  XT_BATCH_NORM = 1,
  XT_RELU = 2,
  XT_MAX_POOLING = 3,
  XT_AVERAGE_POOLING = 4,
  XT_GLOBAL_AVERAGE_POOLING = 5,
  XT_LINEAR = 6,
  XT_ADDITION = 7,
  XT_SUBSAMPLING = 8,
} xt_operation;

// One operation of a network. Pointers are read while a network is created and not kept.
typedef struct {
  int32_t operation;
  // Earlier nodes; -1: the images. The second only for XT_ADDITION.
  int32_t inputs[2];
  // Pixels. size: of a pooling window.
  int32_t size, stride, padding, groups;
  // XT_SUBSAMPLING: channels of zeros before and behind.
  int32_t zeros_before, zeros_behind;
  // XT_CONVOLUTION: outputs, inputs / groups, rows, columns. XT_LINEAR: outputs, inputs, 1, 1.
  // XT_BATCH_NORM: channels, 1, 1, 1.
  int64_t shape[4];
  // Of a convolution or linear layer; bias may be NULL.
  const float *weight, *bias;
  // Of a batch normalisation, one per channel.
  const float *gamma, *beta, *mean, *variance;
  float epsilon;
} xt_node;

// Tensors of a node, for copies in and out. Momenta are those of the optimiser.
typedef enum {
  XT_WEIGHT = 0,
  XT_BIAS = 1,
  XT_GAMMA = 2,
  XT_BETA = 3,
  XT_MEAN = 4,
  XT_VARIANCE = 5,
  XT_WEIGHT_MOMENTUM = 6,
  XT_BIAS_MOMENTUM = 7,
  XT_GAMMA_MOMENTUM = 8,
  XT_BETA_MOMENTUM = 9,
} xt_tensor;

typedef struct {
  // Images, row-major: count, channels, height, width; normalised. One label per image; NULL where not
  // needed.
  const float *images;
  const int64_t *labels;
  int64_t count, channels, height, width;
} xt_batch;

typedef struct {
  double rate, momentum, weight_decay;
} xt_optimizer;

typedef struct xt_network xt_network;

typedef struct {
  uint32_t abi;
  // sizeof(xt_functions)
  uint32_t size;
  // Of the libtorch that it was built against, whose folder it is bound to.
  const char *(*version)(void);
  // Reason of the last failure on this thread.
  const char *(*last_error)(void);
  // How many CUDA devices can be used.
  int32_t (*cuda_devices)(void);
  void (*set_threads)(int32_t threads);
  // device: -1 for the processor, otherwise the number of a CUDA device.
  int32_t (*create)(const xt_node *nodes, int32_t count, int32_t device, xt_network **network);
  void (*destroy)(xt_network *network);
  // One step of stochastic gradient descent on the mean cross entropy of a batch. Batch normalisation uses
  // the batch's statistics and moves the running ones by a tenth.
  int32_t (*train)(xt_network *network, const xt_batch *batch, const xt_optimizer *optimizer, float *loss,
                   int64_t *correct);
  // Results of the last node, count x outputs, row-major, by the running statistics.
  int32_t (*evaluate)(xt_network *network, const xt_batch *batch, float *results, int64_t capacity);
  // Copies a tensor of a node out of the network, or into it. count: its number of values.
  int32_t (*read)(xt_network *network, int32_t node, int32_t tensor, float *values, int64_t count);
  int32_t (*write)(xt_network *network, int32_t node, int32_t tensor, const float *values, int64_t count);
} xt_functions;

// The only symbol of the plug-in.
typedef const xt_functions *(*xt_entry)(void);

#endif
