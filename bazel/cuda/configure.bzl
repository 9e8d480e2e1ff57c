# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""cuda_configure: the machine's CUDA Toolkit as the repository @cuda."""

_ADVICE = """gatefuzz needs the CUDA Toolkit, 11.8 to 13.x, without a GPU or a driver. %s
Run tools/setup, which installs Debian's nvidia-cuda-toolkit, or install NVIDIA's and set CUDA_PATH to its folder.
Then build again."""

def _write_toolkit(ctx, nvcc = "", version = "", include = "", host_compiler = "", gpu_code = []):
    """toolkit.bzl, by which cuda_library knows the Toolkit."""
    ctx.file("toolkit.bzl", "TOOLKIT = %s\n" % repr(struct(
        gpu_code = gpu_code,
        host_compiler = host_compiler,
        include = include,
        nvcc = nvcc,
        version = version,
    )))

def _absent(ctx, reason):
    ctx.file("message.txt", _ADVICE % reason + "\n")
    _write_toolkit(ctx)
    ctx.symlink(Label("//bazel/cuda:absent.BUILD"), "BUILD.bazel")

def _link_headers(ctx, root):
    """Links the runtime API's headers: enough for host code that calls it. nvcc finds its own."""
    for entry in ctx.path(root + "/include").readdir():
        name = entry.basename
        if name.endswith(".h") or name.endswith(".hpp") or name == "crt":
            ctx.symlink(entry, "include/" + name)

def _cuda_configure_impl(ctx):
    found = ctx.execute([ctx.path(Label("//tools:find_cuda"))])
    if found.return_code != 0:
        _absent(ctx, found.stdout.strip())
        return
    root, version = found.stdout.strip().split(" ")
    nvcc = root + "/bin/nvcc"

    # In /usr/include every C++ compilation finds the headers by itself; to name it besides would upset <cmath>.
    debian = root == "/usr"
    host_compiler = ctx.which("clang++-19")
    if not host_compiler:
        fail("clang++-19 is missing: run tools/setup, which installs the Debian package clang-19.")
    known = ctx.execute([nvcc, "--list-gpu-code"]).stdout.split("\n")
    _write_toolkit(
        ctx,
        gpu_code = [code for code in ["sm_80", "sm_90", "sm_100"] if code in known],
        host_compiler = str(host_compiler),
        include = "" if debian else root + "/include",
        nvcc = nvcc,
        version = version,
    )
    library = "/usr/lib/x86_64-linux-gnu/" if debian else root + "/lib64/"
    ctx.symlink(library + "libcudart_static.a", "lib/libcudart_static.a")
    if not debian:
        _link_headers(ctx, root)
    ctx.symlink(Label("//bazel/cuda:debian.BUILD" if debian else "//bazel/cuda:toolkit.BUILD"), "BUILD.bazel")

cuda_configure = repository_rule(
    implementation = _cuda_configure_impl,
    configure = True,
    environ = ["CUDA_PATH", "PATH"],
    local = True,
)
