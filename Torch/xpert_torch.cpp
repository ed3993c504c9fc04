// The tensor plug-in: networks trained and evaluated by libtorch, behind the C functions of xpert_torch.h.
// Built by scripts/install-torch-plugin. ATen alone has autograd and compiles in a tenth of torch/torch.h's time.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/DeviceType.h>
#include <torch/csrc/api/include/torch/version.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "xpert_torch.h"

namespace {

thread_local std::string reason;

// Runs `body`; what it throws becomes a status with a reason.
template <typename Body>
int32_t guarded(Body body) {
  try {
    body();
    return 0;
  } catch (const c10::Error &error) {
    reason = error.what_without_backtrace();
  } catch (const std::exception &error) {
    reason = error.what();
  } catch (...) {
    reason = "an unknown error";
  }
  return 1;
}

struct Node {
  xt_node description;
  // By xt_tensor; undefined where a node has none. Momenta are zero until the first step.
  std::array<at::Tensor, 10> tensors;
  // Whether a ReLU may overwrite its input: nobody else reads it, and its own gradient does not need it.
  bool overwrites = false;
};

constexpr int parameters[] = {XT_WEIGHT, XT_BIAS, XT_GAMMA, XT_BETA};

}  // namespace

struct xt_network {
  std::vector<Node> nodes;
  at::Device device{at::kCPU};
};

namespace {

at::Tensor tensor(const float *values, at::IntArrayRef shape, at::Device device) {
  return at::from_blob(const_cast<float *>(values), shape, at::kFloat).clone().to(device);
}

void fill(Node &node, int kind, const float *values, at::IntArrayRef shape, at::Device device) {
  if (values == nullptr) return;
  const bool learns = kind <= XT_BETA;
  node.tensors[kind] = tensor(values, shape, device).set_requires_grad(learns);
  if (learns) node.tensors[kind + XT_WEIGHT_MOMENTUM] = at::zeros_like(node.tensors[kind].detach());
}

at::Tensor perform(const Node &node, const at::Tensor &x, const at::Tensor &other, bool training) {
  const xt_node &d = node.description;
  const auto &t = node.tensors;
  switch (d.operation) {
    case XT_CONVOLUTION:
      return at::conv2d(x, t[XT_WEIGHT], t[XT_BIAS], {d.stride, d.stride}, {d.padding, d.padding}, {1, 1}, d.groups);
    case XT_BATCH_NORM:
      return at::batch_norm(x, t[XT_GAMMA], t[XT_BETA], t[XT_MEAN], t[XT_VARIANCE], training, 0.1, d.epsilon, false);
    case XT_RELU: {
      if (!node.overwrites) return at::relu(x);
      at::Tensor result = x;
      return at::relu_(result);
    }
    case XT_MAX_POOLING:
      return at::max_pool2d(x, {d.size, d.size}, {d.stride, d.stride}, {d.padding, d.padding});
    case XT_AVERAGE_POOLING: return at::avg_pool2d(x, {d.size, d.size}, {d.stride, d.stride});
    case XT_GLOBAL_AVERAGE_POOLING: return at::adaptive_avg_pool2d(x, {1, 1});
    case XT_LINEAR: return at::linear(x.flatten(1), t[XT_WEIGHT], t[XT_BIAS]);
    case XT_ADDITION: return x + other;
    case XT_SUBSAMPLING: {
      using at::indexing::Slice;
      const auto kept = x.index({Slice(), Slice(), Slice(0, c10::nullopt, d.stride), Slice(0, c10::nullopt, d.stride)});
      return at::constant_pad_nd(kept, {0, 0, 0, 0, d.zeros_before, d.zeros_behind});
    }
  }
  throw std::runtime_error("unknown operation " + std::to_string(d.operation));
}

at::Tensor forward(xt_network &network, const at::Tensor &images, bool training) {
  std::vector<at::Tensor> results;
  for (const Node &node : network.nodes) {
    const auto input = [&](int i) { return node.description.inputs[i] < 0 ? images : results[node.description.inputs[i]]; };
    const bool joins = node.description.operation == XT_ADDITION;
    results.push_back(perform(node, input(0), joins ? input(1) : at::Tensor(), training));
  }
  return results.back().flatten(1);
}

// Those of the caller, who keeps them as long as the call takes, or a copy on the device.
at::Tensor images(const xt_network &network, const xt_batch &batch) {
  const auto own = at::from_blob(
    const_cast<float *>(batch.images), {batch.count, batch.channels, batch.height, batch.width}, at::kFloat);
  return own.to(network.device);
}

void find_overwriting(std::vector<Node> &nodes) {
  std::vector<int> uses(nodes.size());
  for (const Node &node : nodes) {
    const xt_node &d = node.description;
    if (d.inputs[0] >= 0) uses[d.inputs[0]]++;
    if (d.operation == XT_ADDITION && d.inputs[1] >= 0) uses[d.inputs[1]]++;
  }
  for (Node &node : nodes) {
    const int input = node.description.inputs[0];
    if (node.description.operation != XT_RELU || input < 0 || uses[input] != 1) continue;
    const int operation = nodes[input].description.operation;
    node.overwrites = operation == XT_CONVOLUTION || operation == XT_BATCH_NORM || operation == XT_ADDITION;
  }
}

// Stochastic gradient descent as PyTorch has it: the decay enters the gradient, the rate the parameter.
void step(Node &node, const xt_optimizer &optimizer) {
  for (const int kind : parameters) {
    at::Tensor &parameter = node.tensors[kind];
    if (!parameter.defined() || !parameter.grad().defined()) continue;
    at::Tensor gradient = parameter.grad();
    if (optimizer.weight_decay != 0) gradient.add_(parameter, optimizer.weight_decay);
    if (optimizer.momentum != 0) {
      gradient = node.tensors[kind + XT_WEIGHT_MOMENTUM].mul_(optimizer.momentum).add_(gradient);
    }
    parameter.add_(gradient, -optimizer.rate);
    parameter.mutable_grad() = at::Tensor();
  }
}

at::Tensor &found(xt_network &network, int32_t node, int32_t kind, int64_t count) {
  at::Tensor &tensor = network.nodes.at(node).tensors.at(kind);
  if (!tensor.defined() || tensor.numel() != count) {
    throw std::runtime_error("node " + std::to_string(node) + " has no tensor " + std::to_string(kind) + " of "
                             + std::to_string(count) + " values");
  }
  return tensor;
}

const xt_functions functions = {
  XPERT_TORCH_ABI,
  sizeof(xt_functions),
  []() -> const char * { return TORCH_VERSION; },
  []() -> const char * { return reason.c_str(); },
  []() -> int32_t { return at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0; },
  [](int32_t threads) { at::set_num_threads(threads); },
  [](const xt_node *nodes, int32_t count, int32_t device, xt_network **out) -> int32_t {
    return guarded([&] {
      at::globalContext().setDeterministicAlgorithms(true, false);
      at::globalContext().setBenchmarkCuDNN(false);
      at::globalContext().setAllowTF32CuDNN(false);
      at::globalContext().setAllowTF32CuBLAS(false);
      auto network = std::make_unique<xt_network>();
      if (device >= 0) network->device = at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device));
      for (int32_t i = 0; i < count; i++) {
        Node node;
        node.description = nodes[i];
        const xt_node &d = nodes[i];
        const std::vector<int64_t> rows = {d.shape[0]};
        if (d.operation == XT_CONVOLUTION) fill(node, XT_WEIGHT, d.weight, at::IntArrayRef(d.shape, 4), network->device);
        if (d.operation == XT_LINEAR) fill(node, XT_WEIGHT, d.weight, at::IntArrayRef(d.shape, 2), network->device);
        fill(node, XT_BIAS, d.bias, rows, network->device);
        fill(node, XT_GAMMA, d.gamma, rows, network->device);
        fill(node, XT_BETA, d.beta, rows, network->device);
        fill(node, XT_MEAN, d.mean, rows, network->device);
        fill(node, XT_VARIANCE, d.variance, rows, network->device);
        network->nodes.push_back(std::move(node));
      }
      find_overwriting(network->nodes);
      *out = network.release();
    });
  },
  [](xt_network *network) { delete network; },
  [](xt_network *network, const xt_batch *batch, const xt_optimizer *optimizer, float *loss, int64_t *correct) -> int32_t {
    return guarded([&] {
      const auto labels =
        at::from_blob(const_cast<int64_t *>(batch->labels), {batch->count}, at::kLong).clone().to(network->device);
      at::Tensor result;
      {
        at::AutoGradMode gradients(true);
        const auto logits = forward(*network, images(*network, *batch), true);
        result = at::cross_entropy_loss(logits, labels);
        *correct = logits.argmax(1).eq(labels).sum().item<int64_t>();
        result.backward();
      }
      at::AutoGradMode gradients(false);
      for (Node &node : network->nodes) step(node, *optimizer);
      *loss = result.item<float>();
    });
  },
  [](xt_network *network, const xt_batch *batch, float *results, int64_t capacity) -> int32_t {
    return guarded([&] {
      at::AutoGradMode gradients(false);
      const auto logits = forward(*network, images(*network, *batch), false).to(at::kCPU).contiguous();
      if (logits.numel() > capacity) throw std::runtime_error("the network has more outputs than expected");
      std::copy_n(logits.data_ptr<float>(), logits.numel(), results);
    });
  },
  [](xt_network *network, int32_t node, int32_t kind, float *values, int64_t count) -> int32_t {
    return guarded([&] {
      const auto copy = found(*network, node, kind, count).detach().to(at::kCPU).contiguous();
      std::copy_n(copy.data_ptr<float>(), count, values);
    });
  },
  [](xt_network *network, int32_t node, int32_t kind, const float *values, int64_t count) -> int32_t {
    return guarded([&] {
      at::AutoGradMode gradients(false);
      at::Tensor &target = found(*network, node, kind, count);
      target.copy_(tensor(values, target.sizes(), network->device));
    });
  },
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const xt_functions *xpert_torch(void) { return &functions; }
