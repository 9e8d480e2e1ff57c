"""cuda_configure: the machine's CUDA Toolkit as the repository @cuda."""

_OLDEST = [11, 8]
_NEWEST_MAJOR = 13

_ADVICE = """gatefuzz needs the CUDA Toolkit, 11.8 to 13.x, without a GPU or a driver. %s
Run tools/setup, which installs Debian's nvidia-cuda-toolkit, or install NVIDIA's Toolkit and set CUDA_PATH to its folder. Then build again."""

def _find_root(ctx):
    """The Toolkit's folder, or "" where there is none. /usr means Debian's packages."""
    candidates = []
    if ctx.os.environ.get("CUDA_PATH"):
        candidates.append(ctx.os.environ["CUDA_PATH"])
    candidates.append("/usr/local/cuda")
    nvcc = ctx.which("nvcc")
    if nvcc:
        candidates.append(str(nvcc.realpath.dirname.dirname))
    candidates.append("/usr")
    for root in candidates:
        if ctx.path(root + "/bin/nvcc").exists and ctx.path(root + "/include/cuda_runtime.h").exists:
            return root
    return ""

def _version(ctx, nvcc):
    """nvcc's version as text, such as 13.0.88; "" if it does not say one."""
    for word in ctx.execute([nvcc, "--version"]).stdout.replace("\n", " ").split(" "):
        if word.startswith("V") and word[1:].replace(".", "").isdigit():
            return word[1:]
    return ""

def _supported(version):
    numbers = [int(n) for n in version.split(".")]
    return numbers[:2] >= _OLDEST and numbers[0] <= _NEWEST_MAJOR

def _absent(ctx, reason):
    ctx.file("message.txt", _ADVICE % reason + "\n")
    ctx.file("toolkit.bzl", "TOOLKIT = struct(nvcc = \"\", host_compiler = \"\", version = \"\", gpu_code = [])\n")
    ctx.symlink(Label("//bazel/cuda:absent.BUILD"), "BUILD.bazel")

def _link_headers(ctx, root):
    """Links the runtime API's headers: enough for host code that calls it. nvcc finds its own."""
    for entry in ctx.path(root + "/include").readdir():
        name = entry.basename
        if name.endswith(".h") or name.endswith(".hpp") or name == "crt":
            ctx.symlink(entry, "include/" + name)

def _cuda_configure_impl(ctx):
    root = _find_root(ctx)
    if not root:
        _absent(ctx, "None was found.")
        return
    nvcc = root + "/bin/nvcc"
    version = _version(ctx, nvcc)
    if not version or not _supported(version):
        _absent(ctx, "The one in %s is version %s." % (root, version or "unknown"))
        return
    host_compiler = ctx.which("clang++-19")
    if not host_compiler:
        fail("clang++-19 is missing: run tools/setup, which installs the Debian package clang-19.")
    known = ctx.execute([nvcc, "--list-gpu-code"]).stdout.split("\n")
    ctx.file("toolkit.bzl", "TOOLKIT = %s\n" % repr(struct(
        gpu_code = [code for code in ["sm_80", "sm_90", "sm_100"] if code in known],
        host_compiler = str(host_compiler),
        nvcc = nvcc,
        version = version,
    )))

    # In /usr every C++ compilation sees the headers already.
    debian = root == "/usr"
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
