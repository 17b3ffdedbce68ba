#!/usr/bin/env python3
"""PANet's encoders beside OpenVINO, ONNX Runtime and PyTorch: the same networks, weights, size and threads, in one run."""

import argparse
import json
import math
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import venv
import zlib
from pathlib import Path

PACKAGES = ["numpy", "onnxruntime", "onnxscript", "openvino", "torch"]
EXAMPLES = """examples:
  benchmarks/peers.py --venv peers-venv                     all encoders; makes the environment first (2 to 5 GB)
  benchmarks/peers.py --venv peers-venv --encoder resnet50 --threads 1
  benchmarks/peers.py --venv peers-venv --panet build/panet --json > peers.json
"""
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, as torchvision's
SIZES = {"vgg16": 417, "resnet50": 417, "dinov2_vits14": 518, "dinov2_vitb14": 518}
TRANSFORMERS = {"dinov2_vits14": 384, "dinov2_vitb14": 768}  # how many numbers a token has
PATCH, HEAD, DEPTH = 14, 64, 12
BLOCKS = 3  # the picture is compared in 3 x 3 of them
LEAST_COSINE = 0.999  # in float32


def fail(message):
    sys.exit(f"peers.py: {message}")


def say(message):
    print(message, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, required=True,
                        help="folder of the virtual environment; made, with " + ", ".join(PACKAGES) + ", where it is missing")
    parser.add_argument("--panet", type=Path, default=Path("build/panet"), help="the program [build/panet]")
    parser.add_argument("--encoder", choices=list(SIZES), action="append", help="one of them; again for another [all]")
    parser.add_argument("--size", type=int,
                        help="side of the input in pixels [" + ", ".join(f"{name} {size}" for name, size in SIZES.items()) + "]")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of everything [one for each core]")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is measured, in turn [2]")
    parser.add_argument("--seconds", type=float, default=2, help="to measure each for, each time [2]")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    options.encoder = options.encoder or list(SIZES)
    if options.size and any(name in TRANSFORMERS and options.size % PATCH for name in options.encoder):
        parser.error(f"--size {options.size}: a vision transformer takes whole patches of {PATCH}")
    if (options.size or 33) < 33 or options.threads < 1 or options.rounds < 1 or options.seconds <= 0:
        parser.error("--size is at least 33, --threads and --rounds at least 1, --seconds more than 0")
    if not os.access(options.panet, os.X_OK):
        parser.error(f"--panet {options.panet}: no such program; build it, or say where it is")
    return options


# --- The environment


def enter_environment(folder):
    """Goes on as the environment's Python, which is made where it is missing."""
    python = folder.absolute() / "bin" / "python"
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    if not python.exists():
        say(f"making {folder}")
        venv.create(folder, with_pip=True)
    if subprocess.run([python, "-c", "import numpy, onnxruntime, onnxscript, openvino, torch"], capture_output=True).returncode:
        say(f"installing {', '.join(PACKAGES)} into {folder}: minutes")
        if subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", *PACKAGES], stdout=sys.stderr).returncode:
            fail(f"pip could not install {', '.join(PACKAGES)} into {folder}; its message is above")
    os.execv(python, [python, *sys.argv])


# --- The networks, as src/model/encoder_graph.cpp has them


def convolution(name, in_channels, out_channels, size=1, stride=1, dilation=1, relu=True):
    import torch

    module = torch.nn.Conv2d(in_channels, out_channels, size, stride, dilation * (size // 2), dilation)
    deviation = math.sqrt((2 if relu else 1) / (in_channels * size * size))
    torch.nn.init.normal_(module.weight, 0, deviation)
    torch.nn.init.normal_(module.bias, 0, 0.1)
    module.name = name
    return module


def vgg16():
    import torch

    steps, in_channels, layer = [], 3, 0
    for block, (count, channels) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]):
        is_last = block == 4
        if block:
            steps.append(torch.nn.MaxPool2d(3, 1 if is_last else 2, 1))
            layer += 1
        for number in range(count):
            steps.append(convolution(f"features.{layer}", in_channels, channels, 3, dilation=2 if is_last else 1))
            if not is_last or number + 1 < count:
                steps.append(torch.nn.ReLU(inplace=True))
            in_channels, layer = channels, layer + 2
    return torch.nn.Sequential(*steps)


def bottleneck(name, in_channels, width, stride, dilation, projects, final_relu):
    import torch

    class Bottleneck(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = convolution(name + ".conv1", in_channels, width)
            self.conv2 = convolution(name + ".conv2", width, width, 3, stride, dilation)
            self.conv3 = convolution(name + ".conv3", width, 4 * width, relu=False)
            self.project = convolution(name + ".downsample.0", in_channels, 4 * width, stride=stride, relu=False) if projects else None

        def forward(self, x):
            made = self.conv3(torch.relu_(self.conv2(torch.relu_(self.conv1(x)))))
            made = made + (x if self.project is None else self.project(x))
            return torch.relu_(made) if final_relu else made

    return Bottleneck()


def resnet50():
    import torch

    steps = [convolution("conv1", 3, 64, 7, 2), torch.nn.ReLU(inplace=True), torch.nn.MaxPool2d(3, 2, 1)]
    in_channels = 64
    for layer, (blocks, width) in enumerate([(3, 64), (4, 128), (6, 256)], start=1):
        for block in range(blocks):
            steps.append(bottleneck(f"layer{layer}.{block}", in_channels, width, stride=2 if layer == 2 and block == 0 else 1,
                                    dilation=2 if layer == 3 and block else 1, projects=block == 0,
                                    final_relu=layer < 3 or block + 1 < blocks))
            in_channels = 4 * width
    return torch.nn.Sequential(*steps)


def transformer_block(width):
    import torch
    from torch.nn import functional

    class Attention(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv, self.proj = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)

        def forward(self, tokens):
            qkv = self.qkv(tokens).reshape(1, -1, 3, width // HEAD, HEAD).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2])
            return self.proj(mixed.transpose(1, 2).reshape(1, -1, width))

    class Perceptron(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

        def forward(self, tokens):
            return self.fc2(functional.gelu(self.fc1(tokens)))

    class LayerScale(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.gamma = torch.nn.Parameter(torch.empty(width).uniform_(0.5, 1))

        def forward(self, tokens):
            return self.gamma * tokens

    class Block(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = torch.nn.LayerNorm(width, 1e-6), torch.nn.LayerNorm(width, 1e-6)
            self.attn, self.mlp, self.ls1, self.ls2 = Attention(), Perceptron(), LayerScale(), LayerScale()

        def forward(self, tokens):
            tokens = tokens + self.ls1(self.attn(self.norm1(tokens)))
            return tokens + self.ls2(self.mlp(self.norm2(tokens)))

    return Block()


def vision_transformer(width, patches):
    """Of patches x patches; its tensors have the names of DINOv2's."""
    import torch

    class PatchEmbedding(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.proj = torch.nn.Conv2d(3, width, PATCH, PATCH)

    class VisionTransformer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.cls_token = torch.nn.Parameter(torch.randn(1, 1, width))
            self.pos_embed = torch.nn.Parameter(torch.randn(1, 1 + patches * patches, width))
            self.patch_embed = PatchEmbedding()
            self.blocks = torch.nn.ModuleList([transformer_block(width) for _ in range(DEPTH)])
            self.norm = torch.nn.LayerNorm(width, 1e-6)

        def forward(self, image):
            tokens = self.patch_embed.proj(image).flatten(2).transpose(1, 2)
            tokens = torch.cat([self.cls_token, tokens], 1) + self.pos_embed
            for block in self.blocks:
                tokens = block(tokens)
            return self.norm(tokens)[:, 1:].transpose(1, 2).reshape(1, width, patches, patches)

    return VisionTransformer()


def drawn_network(encoder, size):
    import torch

    torch.manual_seed(1)
    if encoder in TRANSFORMERS:
        return vision_transformer(TRANSFORMERS[encoder], size // PATCH).eval()
    return {"vgg16": vgg16, "resnet50": resnet50}[encoder]().eval()


# --- What PANet reads


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + 4 * tensor.numel()]}
        offset += 4 * tensor.numel()
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.detach().float().contiguous().numpy().tobytes())


def batch_norm_of(name):
    return name.replace("downsample.0", "downsample.1") if "downsample" in name else name.replace("conv", "bn")


def write_weights(path, network, encoder):
    """In torchvision's names, or DINOv2's; a ResNet's biases are those of batch norms that do nothing else."""
    import torch

    if encoder in TRANSFORMERS:
        return write_safetensors(path, network.state_dict())
    tensors = {}
    for module in network.modules():
        if not isinstance(module, torch.nn.Conv2d):
            continue
        tensors[module.name + ".weight"] = module.weight
        if encoder == "vgg16":
            tensors[module.name + ".bias"] = module.bias
            continue
        ones, norm = torch.ones(module.out_channels), batch_norm_of(module.name)
        tensors |= {norm + ".weight": ones, norm + ".bias": module.bias, norm + ".running_mean": 0 * ones,
                    norm + ".running_var": ones - 1e-5}
    write_safetensors(path, tensors)


def write_png(path, pixels):
    """Of height x width x channels bytes, one channel or three."""
    height, width, channels = pixels.shape
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def blocks_of(size):
    edges = [size * i // BLOCKS for i in range(BLOCKS + 1)]
    return [(slice(edges[y], edges[y + 1]), slice(edges[x], edges[x + 1])) for y in range(BLOCKS) for x in range(BLOCKS)]


def write_support(folder, picture):
    """Each block of the picture is a class: its prototype is the mean of the features there."""
    import numpy as np

    for number, block in enumerate(blocks_of(len(picture))):
        folder_of_class = folder / f"block{number}"
        folder_of_class.mkdir(parents=True)
        write_png(folder_of_class / "picture.png", picture)
        mask = np.zeros((*picture.shape[:2], 1), np.uint8)
        mask[block] = 255
        write_png(folder_of_class / "picture.mask.png", mask)


def run_panet(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        fail(f"'{' '.join(map(str, command))}' ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def prototypes_of_panet(options, size, precision, weights, support, folder):
    import numpy as np

    out = folder / f"{precision}.safetensors"
    run_panet([options.panet, "learn", "--model", weights, "--size", str(size), "--shape", "square", "--precision",
               precision, "--threads", str(options.threads), "--support", support, "--out", out])
    content = out.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    entry = json.loads(content[8:8 + length])["prototypes"]
    begin, end = entry["data_offsets"]
    numbers = np.frombuffer(content[8 + length + begin:8 + length + end], np.float32)
    return numbers.reshape(entry["shape"])[1:]  # the first is the background's


def means_of_blocks(features, size):
    import torch

    wide = torch.nn.functional.interpolate(features.float().cpu(), size=(size, size), mode="bilinear", align_corners=False)[0]
    return torch.stack([wide[:, y, x].mean((1, 2)) for y, x in blocks_of(size)]).numpy()


def cosine(a, b):
    """Of what is left of features without their mean, which random weights make almost the whole of them."""
    a, b = a - a.mean(0), b - b.mean(0)
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


# --- The peers: what encodes the image, by how it is called


def torch_encoder(network, image, precision, is_compiled):
    import copy

    import torch

    kind = {"f32": torch.float32, "bf16": torch.bfloat16}[precision]
    module = copy.deepcopy(network).to(kind, memory_format=torch.channels_last)
    given = image.to(kind).contiguous(memory_format=torch.channels_last)
    if is_compiled:
        module = torch.compile(module, options={"freezing": True})

    def encode():
        with torch.inference_mode() if not is_compiled else torch.no_grad():
            return module(given)

    return encode


def openvino_encoder(network, image, precision, threads):
    import openvino
    import torch

    model = openvino.convert_model(network, example_input=image, input=[1, 3, *image.shape[2:]])
    compiled = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY",
                                                           "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads})
    used = compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
    if used != precision:
        fail(f"OpenVINO computes in {used} on this CPU, not in {precision}")
    request = compiled.create_infer_request()
    request.set_input_tensor(openvino.Tensor(image.numpy()))

    def encode():
        request.infer()
        return torch.from_numpy(request.get_output_tensor().data)

    return encode


def onnx_encoder(network, image, threads):
    """In float32, which is what ONNX Runtime computes fast on CPUs."""
    import onnxruntime
    import torch

    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "network.onnx")
        torch.onnx.export(network, (image,), file, input_names=["image"], verbose=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    given = {"image": image.numpy()}
    return lambda: torch.from_numpy(session.run(None, given)[0])


def peers_of(network, image, precision, threads):
    ways = {"OpenVINO": lambda: openvino_encoder(network, image, precision, threads),
            **({"ONNX Runtime": lambda: onnx_encoder(network, image, threads)} if precision == "f32" else {}),
            "PyTorch": lambda: torch_encoder(network, image, precision, False),
            "torch.compile": lambda: torch_encoder(network, image, precision, True)}
    for name, make in ways.items():
        say(f"  {name} {precision}: preparing")
        yield name, make()


# --- Measuring


def times_of(encode, seconds):
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        encode()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def times_of_panet(options, encoder, size):
    """The median of a round, by precision."""
    report = json.loads(run_panet([options.panet, "bench", "--only", "encoder", "--encoder", encoder, "--size", str(size),
                                   "--threads", str(options.threads), "--seconds", str(options.seconds), "--json"]))
    return {line["how"].removeprefix("onednn "): line["milliseconds"] for line in report["lines"] if line["how"].startswith("onednn")}


def measured(options, encoder):
    import numpy as np
    import torch

    say(f"{encoder}: drawing weights")
    size = options.size or SIZES[encoder]
    network = drawn_network(encoder, size)
    picture = np.random.default_rng(1).integers(0, 256, (size, size, 3), np.uint8)
    image = torch.from_numpy(((picture / 255.0 - MEAN) / DEVIATION).astype(np.float32)).permute(2, 0, 1)[None].contiguous()
    with torch.inference_mode():
        expected = means_of_blocks(network(image), size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_weights(folder / "weights.safetensors", network, encoder)
        write_support(folder / "support", picture)
        say("  PANet: measuring what is fastest here, once, and features")
        ours = {precision: prototypes_of_panet(options, size, precision, folder / "weights.safetensors", folder / "support", folder)
                for precision in ("f32", "bf16")}
    lines, encoders = [], {}
    for precision in ("f32", "bf16"):
        lines.append({"encoder": encoder, "size": size, "precision": precision, "way": "PANet", "rounds": [], "cosine": cosine(ours[precision], expected)})
        for way, encode in peers_of(network, image, precision, options.threads):
            times_of(encode, 0)
            lines.append({"encoder": encoder, "size": size, "precision": precision, "way": way, "rounds": [],
                          "cosine": cosine(means_of_blocks(encode(), size), expected)})
            encoders[precision, way] = encode
    check_agreement(lines)
    for number in range(options.rounds):
        say(f"  round {number + 1} of {options.rounds}")
        of_panet = times_of_panet(options, encoder, size)
        for line in lines:
            key = (line["precision"], line["way"])
            line["rounds"].append(statistics.median(times_of(encoders[key], options.seconds)) if key in encoders
                                  else of_panet.get(line["precision"], math.nan))
    for line in lines:
        line["milliseconds"] = min(line["rounds"])
    return with_ratios(lines)


def check_agreement(lines):
    for line in lines:
        if line["precision"] == "f32" and not line["cosine"] >= LEAST_COSINE:
            fail(f"{line['way']} computes something else for {line['encoder']}: the cosine of its features and PyTorch's is "
                 f"{line['cosine']:.5f}, expected at least {LEAST_COSINE}; the networks here and in src/model/encoder_graph.cpp must be the same")


def with_ratios(lines):
    for line in lines:
        if line["way"] == "PANet":
            peers = [other for other in lines if other["precision"] == line["precision"] and other["way"] != "PANet"]
            best = min(peers, key=lambda peer: peer["milliseconds"])
            line |= {"ratio": line["milliseconds"] / best["milliseconds"], "best_peer": best["way"]}
    return lines


def print_table(lines, options):
    print(f"{'encoder':15}{'size':>4}  {'precision':11}{'':15}{'ms':>8}  {'cosine':8}  ratio")
    for line in lines:
        ratio = f"{line['ratio']:.2f} of {line['best_peer']}" if "ratio" in line else ""
        print(f"{line['encoder']:15}{line['size']:4}  {line['precision']:11}{line['way']:15}{line['milliseconds']:8.1f}  {line['cosine']:.6f}  {ratio}".rstrip())
    print(f"threads: {options.threads}; the least median of {options.rounds} round(s); {versions()}")


def versions():
    import onnxruntime
    import openvino
    import torch

    return f"PyTorch {torch.__version__}, OpenVINO {openvino.__version__.split('-')[0]}, ONNX Runtime {onnxruntime.__version__}"


def main():
    options = arguments()
    enter_environment(options.venv)
    import torch

    torch.set_num_threads(options.threads)
    lines = [line for encoder in options.encoder for line in measured(options, encoder)]
    if options.json:
        print(json.dumps({"threads": options.threads, "versions": versions(), "lines": lines}, indent=1))
    else:
        print_table(lines, options)


if __name__ == "__main__":
    main()
